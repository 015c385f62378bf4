using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Clemap.Contracts;
using Clemap.Contracts.Actions;
using Clemap.Contracts.DesiredState;
using Clemap.Contracts.Devices;
using Clemap.Contracts.GridCommands;
using Clemap.Contracts.Sessions;
using Clemap.Contracts.Sites;
using Clemap.Contracts.Telemetry;

namespace Clemap.Edge.CloudLink;

/// <summary>The calls of the device API. Every call either succeeds or throws; a token that is refused is renewed once.</summary>
internal sealed class CloudClient(HttpClient http, Uri address, DeviceTokens tokens, TimeProvider time, LinkTiming? timing = null)
{
    private const string DesiredState = "api/v1/device/desired-state";
    private const string EventStream = "text/event-stream";
    private const string Json = "application/json";

    private readonly TimeSpan longest = (timing ?? new LinkTiming()).Answer;

    // A proxy that does not know how to ask (417) is not asked again.
    private bool mayAsk = true;

    public Task<TelemetryAnswer> SendAsync(TelemetryBatch batch, CancellationToken cancellation) => CallAsync(
        HttpMethod.Post, "api/v1/telemetry", batch, ContractsJson.Default.TelemetryBatch, ContractsJson.Default.TelemetryAnswer, cancellation);

    public Task<SessionAnswer> SendAsync(SessionBatch batch, CancellationToken cancellation) => CallAsync(
        HttpMethod.Post, "api/v1/sessions", batch, ContractsJson.Default.SessionBatch, ContractsJson.Default.SessionAnswer, cancellation);

    public Task PutSiteModelAsync(SiteModel model, CancellationToken cancellation) => CallAsync<SiteModel, object>(
        HttpMethod.Put, "api/v1/device/site-model", model, ContractsJson.Default.SiteModel, null, cancellation);

    public Task ReportAsync(ReportedState state, CancellationToken cancellation) => CallAsync<ReportedState, object>(
        HttpMethod.Post, "api/v1/device/reported-state", state, ContractsJson.Default.ReportedState, null, cancellation);

    public Task ChangeKeyAsync(KeyChange change, CancellationToken cancellation) => CallAsync<KeyChange, object>(
        HttpMethod.Post, "api/v1/device/key", change, ContractsJson.Default.KeyChange, null, cancellation);

    public Task ReportAsync(ActionReports reports, CancellationToken cancellation) => CallAsync<ActionReports, object>(
        HttpMethod.Post, "api/v1/device/actions", reports, ContractsJson.Default.ActionReports, null, cancellation);

    public Task ReportAsync(GridReport report, CancellationToken cancellation) => CallAsync<GridReport, object>(
        HttpMethod.Post, "api/v1/device/grid-state", report, ContractsJson.Default.GridReport, null, cancellation);

    /// <summary>Opens the stream of desired states; the caller reads and disposes of it.</summary>
    /// <param name="patience">So long until its head must be there.</param>
    public async Task<HttpResponseMessage> OpenDesiredStatesAsync(long lastVersion, TimeSpan patience, CancellationToken cancellation)
    {
        using var deadline = new CancellationTokenSource(patience, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellation);
        var response = await AuthorizedAsync(() => Asking(lastVersion, EventStream), both.Token);
        if (response.Content.Headers.ContentType?.MediaType == EventStream)
            return response;
        using (response)
            throw new CloudException(response.StatusCode, $"{DesiredState} answered with {response.Content.Headers.ContentType} in place of a stream.");
    }

    /// <summary>Asks once. The answer has the fields of a <see cref="DesiredStateDocument"/>, of an <see cref="ActionList"/> and of a <see cref="GridCommandList"/> side by side.</summary>
    /// <returns><see langword="null"/> when the cloud has nothing to say but what the device has; that is no empty list.</returns>
    public async Task<JsonElement?> FetchDesiredStateAsync(long lastVersion, CancellationToken cancellation)
    {
        using var deadline = new CancellationTokenSource(longest, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellation);
        using var response = await AuthorizedAsync(() => Asking(lastVersion, Json), both.Token);
        if (response.StatusCode == HttpStatusCode.NoContent)
            return null;
        using var answer = await JsonDocument.ParseAsync(await response.Content.ReadAsStreamAsync(both.Token), cancellationToken: both.Token);
        return answer.RootElement.Clone();
    }

    private HttpRequestMessage Asking(long lastVersion, string accept)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, new Uri(address, DesiredState));
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(accept));
        if (lastVersion > 0)
            request.Headers.Add("Last-Event-ID", lastVersion.ToString(System.Globalization.CultureInfo.InvariantCulture));
        return request;
    }

    private async Task<TAnswer> CallAsync<TBody, TAnswer>(
        HttpMethod method, string path, TBody body, JsonTypeInfo<TBody> bodyType, JsonTypeInfo<TAnswer>? answerType, CancellationToken cancellation)
        where TAnswer : class
    {
        using var deadline = new CancellationTokenSource(longest, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellation);
        using var response = await AuthorizedAsync(
            () => new HttpRequestMessage(method, new Uri(address, path)) { Content = PackedJson.Of(body, bodyType) }, both.Token);
        // A sign-in page of the site's network answers 200 to everything; what the cloud took is 202, and what has no answer is 204.
        var expected = answerType is null ? HttpStatusCode.NoContent : HttpStatusCode.Accepted;
        if (response.StatusCode != expected)
            throw new CloudException(response.StatusCode, $"{path} answered {(int)response.StatusCode} in place of {(int)expected}: is something between this site and the cloud?");
        if (answerType is null)
            return null!;
        return await response.Content.ReadFromJsonAsync(answerType, both.Token)
            ?? throw new CloudException(response.StatusCode, $"{path} answered {response.StatusCode} without a body.");
    }

    private async Task<HttpResponseMessage> AuthorizedAsync(Func<HttpRequestMessage> create, CancellationToken cancellation)
    {
        bool renewed = false;
        while (true)
        {
            using var request = create();
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await tokens.GetAsync(cancellation));
            // History goes over the line when there is room for it, and not to be sent away there.
            bool asks = mayAsk && request.Content?.Headers.ContentLength > TelemetryBatch.LargeBodyBytes;
            request.Headers.ExpectContinue = asks ? true : null;
            var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
            if (response.IsSuccessStatusCode)
                return response;
            using (response)
            {
                switch (response.StatusCode)
                {
                    case HttpStatusCode.ExpectationFailed when asks:
                        mayAsk = false;
                        break;
                    case HttpStatusCode.Unauthorized when !renewed:
                        renewed = true;
                        tokens.Forget();
                        break;
                    default:
                        throw await CloudAnswers.FailureAsync(response, time, cancellation);
                }
            }
        }
    }
}
