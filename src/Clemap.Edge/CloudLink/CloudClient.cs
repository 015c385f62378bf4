using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Serialization.Metadata;
using Clemap.Contracts;
using Clemap.Contracts.DesiredState;
using Clemap.Contracts.Sessions;
using Clemap.Contracts.Sites;
using Clemap.Contracts.Telemetry;

namespace Clemap.Edge.CloudLink;

/// <summary>The calls of the device API. Every call either succeeds or throws; a token that is refused is renewed once.</summary>
internal sealed class CloudClient(HttpClient http, Uri address, DeviceTokens tokens, TimeProvider time)
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    public Task<TelemetryAnswer> SendAsync(TelemetryBatch batch, CancellationToken cancellation) => CallAsync(
        HttpMethod.Post, "api/v1/telemetry", batch, ContractsJson.Default.TelemetryBatch, ContractsJson.Default.TelemetryAnswer, cancellation);

    public Task<SessionAnswer> SendAsync(SessionBatch batch, CancellationToken cancellation) => CallAsync(
        HttpMethod.Post, "api/v1/sessions", batch, ContractsJson.Default.SessionBatch, ContractsJson.Default.SessionAnswer, cancellation);

    public Task PutSiteModelAsync(SiteModel model, CancellationToken cancellation) => CallAsync<SiteModel, object>(
        HttpMethod.Put, "api/v1/device/site-model", model, ContractsJson.Default.SiteModel, null, cancellation);

    public Task ReportAsync(ReportedState state, CancellationToken cancellation) => CallAsync<ReportedState, object>(
        HttpMethod.Post, "api/v1/device/reported-state", state, ContractsJson.Default.ReportedState, null, cancellation);

    /// <summary>Opens the stream of desired states; the caller reads and disposes of it.</summary>
    public async Task<HttpResponseMessage> OpenDesiredStatesAsync(long lastVersion, CancellationToken cancellation)
    {
        using var deadline = new CancellationTokenSource(Longest, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellation);
        return await AuthorizedAsync(
            () =>
            {
                var request = new HttpRequestMessage(HttpMethod.Get, new Uri(address, "api/v1/device/desired-state"));
                request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/event-stream"));
                if (lastVersion > 0)
                    request.Headers.Add("Last-Event-ID", lastVersion.ToString(System.Globalization.CultureInfo.InvariantCulture));
                return request;
            },
            both.Token);
    }

    private async Task<TAnswer> CallAsync<TBody, TAnswer>(
        HttpMethod method, string path, TBody body, JsonTypeInfo<TBody> bodyType, JsonTypeInfo<TAnswer>? answerType, CancellationToken cancellation)
        where TAnswer : class
    {
        using var deadline = new CancellationTokenSource(Longest, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellation);
        using var response = await AuthorizedAsync(
            () => new HttpRequestMessage(method, new Uri(address, path)) { Content = JsonContent.Create(body, bodyType) }, both.Token);
        if (answerType is null)
            return null!;
        return await response.Content.ReadFromJsonAsync(answerType, both.Token)
            ?? throw new CloudException(response.StatusCode, $"{path} answered {response.StatusCode} without a body.");
    }

    private async Task<HttpResponseMessage> AuthorizedAsync(Func<HttpRequestMessage> create, CancellationToken cancellation)
    {
        for (bool renewed = false; ; renewed = true)
        {
            using var request = create();
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await tokens.GetAsync(cancellation));
            var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
            if (response.IsSuccessStatusCode)
                return response;
            using (response)
            {
                if (response.StatusCode != HttpStatusCode.Unauthorized || renewed)
                    throw await CloudAnswers.FailureAsync(response, time, cancellation);
                tokens.Forget();
            }
        }
    }
}
