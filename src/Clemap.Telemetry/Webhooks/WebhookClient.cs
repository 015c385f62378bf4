using System.Net.Http.Headers;
using System.Text;
using Clemap.Platform.Http;

namespace Clemap.Telemetry.Webhooks;

/// <summary>
/// Posts one message, as <see cref="OutsideCalls"/> calls, and reads nothing of the answer but its status.
/// </summary>
internal sealed class WebhookClient : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly HttpClient http;

    public WebhookClient(WebhookSettings settings)
    {
        http = new HttpClient(OutsideCalls.Handler(settings.AllowPrivate)) { Timeout = Patience };
    }

    /// <param name="signature">See <see cref="WebhookSignature"/>.</param>
    /// <returns>Status and error; no error when it is 2xx.</returns>
    public async Task<(int? Status, string? Error)> PostAsync(Uri url, Guid id, DateTimeOffset at, string signature, string body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue("application/json")) };
        request.Headers.UserAgent.Add(new ProductInfoHeaderValue("CLEMAP", "1"));
        request.Headers.Add("webhook-id", id.ToString());
        request.Headers.Add("webhook-timestamp", WebhookSignature.Timestamp(at));
        request.Headers.Add("webhook-signature", signature);
        try
        {
            using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            return ((int)answer.StatusCode, answer.IsSuccessStatusCode ? null : DeliveryError.Status);
        }
        catch (HttpRequestException failure)
        {
            return (null, OutsideCalls.WasPrivate(failure) ? DeliveryError.PrivateAddress : DeliveryError.Connection);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return (null, DeliveryError.Timeout);
        }
    }

    public void Dispose() => http.Dispose();
}
