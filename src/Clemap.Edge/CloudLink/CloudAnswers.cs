using System.Text;

namespace Clemap.Edge.CloudLink;

internal static class CloudAnswers
{
    private const int LongestText = 300;

    public static async Task<CloudException> FailureAsync(HttpResponseMessage response, TimeProvider time, CancellationToken cancellation)
    {
        var after = response.Headers.RetryAfter;
        // A date is by the clock of whoever wrote it; this device's may be another.
        var wait = after?.Delta ?? (after?.Date is { } date ? date - (response.Headers.Date ?? time.GetUtcNow()) : null);
        return new CloudException(
            response.StatusCode,
            $"{response.RequestMessage?.Method} {response.RequestMessage?.RequestUri?.AbsolutePath} answered {(int)response.StatusCode}: "
            + await BeginningAsync(response, cancellation),
            wait);
    }

    // Never more than is shown: an answer may have no end.
    private static async Task<string> BeginningAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        await using var stream = await response.Content.ReadAsStreamAsync(cancellation);
        byte[] bytes = new byte[LongestText];
        int length = await stream.ReadAtLeastAsync(bytes, LongestText, throwOnEndOfStream: false, cancellation);
        return Encoding.UTF8.GetString(bytes, 0, length);
    }
}
