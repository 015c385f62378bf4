using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Clemap.Edge.Configuration;
using Clemap.Edge.ControlLoop;

namespace Clemap.Edge.Stations.Clouds;

/// <summary>One account at a maker's cloud, with all the devices that are reached through it: they share its token and its number of requests.</summary>
internal sealed class CloudAccount : IDisposable
{
    private readonly VendorHttp http;
    private readonly CloudTokens tokens;
    private readonly Uri address;
    private readonly TimeProvider time;

    public CloudAccount(CloudAccountConfiguration configuration, ProxyConfiguration? proxy, CloudSecrets secrets, TimeProvider time)
    {
        this.time = time;
        (Name, Vendor) = (configuration.Name, CloudVendors.Find(configuration.Vendor)!);
        address = configuration.Address is { } other ? new Uri(other) : Vendor.Address;
        var signInAddress = configuration.Address is null ? Vendor.SignInAddress : address;
        http = new VendorHttp(proxy, time);
        Gate = new CloudGate(Vendor.RequestsPerMinute, time);
        tokens = new CloudTokens(
            (secret, cancellation) => Vendor.SignIn(http, signInAddress, configuration.User ?? "", secret, cancellation),
            () => secrets.Read(Name), Name, time);
    }

    public string Name { get; }

    public CloudVendor Vendor { get; }

    public CloudGate Gate { get; }

    /// <summary>How many stations and meters share it.</summary>
    public int Devices { get; private set; }

    public void Join() => Devices++;

    public async Task<TAnswer> GetAsync<TAnswer>(string path, JsonTypeInfo<TAnswer> type, CancellationToken cancellation)
        where TAnswer : class
    {
        using var response = await SendAsync(HttpMethod.Get, path, null, cancellation);
        return await VendorHttp.AnswerAsync(response, Vendor.Name, type, cancellation);
    }

    public Task PostAsync<TBody>(string path, TBody body, JsonTypeInfo<TBody> type, CancellationToken cancellation) =>
        WriteAsync(HttpMethod.Post, path, JsonSerializer.Serialize(body, type), cancellation);

    public Task PutAsync<TBody>(string path, TBody body, JsonTypeInfo<TBody> type, CancellationToken cancellation) =>
        WriteAsync(HttpMethod.Put, path, JsonSerializer.Serialize(body, type), cancellation);

    /// <summary>A command without a body.</summary>
    public Task PostAsync(string path, CancellationToken cancellation) => WriteAsync(HttpMethod.Post, path, "", cancellation);

    public void Dispose()
    {
        tokens.Dispose();
        http.Dispose();
    }

    private async Task WriteAsync(HttpMethod method, string path, string body, CancellationToken cancellation)
    {
        using var response = await SendAsync(method, path, body, cancellation);
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string? body, CancellationToken cancellation)
    {
        for (bool renewed = false; ; renewed = true)
        {
            if (Gate.Pause is var pause && pause > TimeSpan.Zero)
                throw new CloudCallException(new(
                    ProblemCodes.RateLimited, FormattableString.Invariant($"{Vendor.Name} asks to be left alone for {Math.Ceiling(pause.TotalSeconds)} s."),
                    Vendor.Name, DeviceProblem.Number(Math.Ceiling(pause.TotalSeconds))));
            var token = await tokens.GetAsync(cancellation);
            using var request = new HttpRequestMessage(method, new Uri(address, path));
            request.Headers.Authorization = new AuthenticationHeaderValue(token.Scheme, token.Value);
            if (body is not null)
                request.Content = new StringContent(body, Encoding.UTF8, "application/json");
            var response = await http.SendAsync(request, cancellation);
            if (response.IsSuccessStatusCode)
                return response;
            using (response)
            {
                if (response.StatusCode == HttpStatusCode.TooManyRequests)
                    Gate.Close(Wait(response));
                if (response.StatusCode != HttpStatusCode.Unauthorized)
                    throw VendorHttp.Failure(response, Vendor.Name);
                if (!renewed)
                {
                    await tokens.ForgetAsync(token, cancellation);
                    continue;
                }
                var why = new DeviceProblem(ProblemCodes.AccountRefused, $"{Vendor.Name} does not accept the account '{Name}'.", Vendor.Name, Name);
                await tokens.GiveUpAsync(token, why, cancellation);
                throw new CloudCallException(why, response.StatusCode);
            }
        }
    }

    // A date is by the clock of whoever wrote it.
    private TimeSpan? Wait(HttpResponseMessage response) => response.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } => date - (response.Headers.Date ?? time.GetUtcNow()),
        _ => null,
    };
}
