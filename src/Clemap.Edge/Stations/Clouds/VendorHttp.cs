using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Clemap.Edge.CloudLink;
using Clemap.Edge.Configuration;
using Clemap.Edge.ControlLoop;

namespace Clemap.Edge.Stations.Clouds;

/// <summary>
/// The way to a maker's cloud: through the site's proxy if there is one, never redirected, with an end to each answer in time and in size. Whatever
/// goes wrong is told in a sentence.
/// </summary>
internal sealed class VendorHttp : IDisposable
{
    public const int LongestAnswer = 1 << 20;

    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    private readonly HttpClient http;
    private readonly Uri? proxy;
    private readonly TimeProvider time;

    public VendorHttp(ProxyConfiguration? proxy, TimeProvider time)
    {
        this.time = time;
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false, // where a password goes is decided by edge.json
            UseCookies = false,
            ConnectTimeout = Longest,
            PooledConnectionLifetime = TimeSpan.FromMinutes(10),
        };
        if (proxy is not null)
        {
            this.proxy = new Uri(proxy.Address);
            handler.UseProxy = true;
            handler.Proxy = proxy.ToWebProxy();
        }
        http = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan, MaxResponseContentBufferSize = LongestAnswer };
        http.DefaultRequestHeaders.UserAgent.ParseAdd("clemap-edge");
        http.DefaultRequestHeaders.Accept.ParseAdd("application/json");
    }

    /// <returns>Whatever the cloud answers, with its whole body.</returns>
    /// <exception cref="CloudCallException">It did not answer in time, or too much.</exception>
    public async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellation)
    {
        using var deadline = new CancellationTokenSource(Longest, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellation);
        try
        {
            return await http.SendAsync(request, HttpCompletionOption.ResponseContentRead, both.Token);
        }
        catch (Exception failure) when (DeviceFailure.Is(failure) && !cancellation.IsCancellationRequested)
        {
            throw new CloudCallException(
                new(ProblemCodes.CloudUnreachable, LinkFailure.InWords(failure, request.RequestUri!, proxy), request.RequestUri!.Host), null, failure);
        }
    }

    /// <exception cref="CloudCallException">It is no such answer: a page of the site's network, for example.</exception>
    public static async Task<TAnswer> AnswerAsync<TAnswer>(
        HttpResponseMessage response, string vendor, JsonTypeInfo<TAnswer> type, CancellationToken cancellation)
        where TAnswer : class
    {
        try
        {
            return JsonSerializer.Deserialize(await response.Content.ReadAsByteArrayAsync(cancellation), type)
                ?? throw new CloudCallException(
                    new(ProblemCodes.NotTheCloud, $"{vendor} answered {Path(response)} with nothing.", vendor), response.StatusCode);
        }
        catch (JsonException wrong)
        {
            throw new CloudCallException(
                new(ProblemCodes.NotTheCloud, $"What answers {Path(response)} is not {vendor}: does the site's network want a sign-in first?", vendor),
                response.StatusCode, wrong);
        }
    }

    public static CloudCallException Failure(HttpResponseMessage response, string vendor) =>
        new(
            new(ProblemCodes.CloudError, $"{vendor} answered {Path(response)} with {(int)response.StatusCode}.", vendor, DeviceProblem.Number((int)response.StatusCode)),
            response.StatusCode);

    public void Dispose() => http.Dispose();

    private static string Path(HttpResponseMessage response) => $"{response.RequestMessage?.Method} {response.RequestMessage?.RequestUri?.AbsolutePath}";
}
