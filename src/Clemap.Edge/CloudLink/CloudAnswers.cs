namespace Clemap.Edge.CloudLink;

internal static class CloudAnswers
{
    private const int LongestText = 300;

    public static async Task<CloudException> FailureAsync(HttpResponseMessage response, TimeProvider time, CancellationToken cancellation)
    {
        string text = await response.Content.ReadAsStringAsync(cancellation);
        var after = response.Headers.RetryAfter;
        var wait = after?.Delta ?? (after?.Date is { } date ? date - time.GetUtcNow() : null);
        return new CloudException(
            response.StatusCode,
            $"{response.RequestMessage?.Method} {response.RequestMessage?.RequestUri?.AbsolutePath} answered {(int)response.StatusCode}: "
            + text[..Math.Min(text.Length, LongestText)],
            wait);
    }
}
