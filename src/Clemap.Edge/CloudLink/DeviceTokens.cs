using System.Net;
using Clemap.Contracts.Devices;

namespace Clemap.Edge.CloudLink;

/// <summary>
/// The device's access token, renewed a minute before it ends (client_credentials with private_key_jwt). How long it has left is measured by the
/// monotonic clock.
/// </summary>
/// <param name="refused">Called when the cloud does not know the device as it is any more.</param>
internal sealed class DeviceTokens(
    HttpClient http, DeviceKeys keys, EnrolmentAnswer enrolment, TimeProvider time, Func<CancellationToken, Task>? refused = null) : IDisposable
{
    private static readonly TimeSpan Early = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    private readonly SemaphoreSlim turn = new(1, 1);
    private string? token;
    private long issued;
    private TimeSpan lasts;

    public async Task<string> GetAsync(CancellationToken cancellation)
    {
        await turn.WaitAsync(cancellation);
        try
        {
            if (token is { } held && time.GetElapsedTime(issued) < lasts)
                return held;
            long now = time.GetTimestamp();
            var answer = await AskAsync(keys.Current, cancellation);
            var lifetime = TimeSpan.FromSeconds(answer.ExpiresInS ?? 300);
            (issued, lasts) = (now, lifetime > 2 * Early ? lifetime - Early : lifetime / 2);
            return token = answer.AccessToken;
        }
        catch (CloudException refusal) when (refused is not null && refusal.Status is (HttpStatusCode.BadRequest or HttpStatusCode.Unauthorized))
        {
            await refused(cancellation);
            throw;
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>Whether the cloud knows this key.</summary>
    public async Task<bool> IsKnownAsync(DeviceKey key, CancellationToken cancellation)
    {
        try
        {
            await AskAsync(key, cancellation);
            return true;
        }
        catch (CloudException refusal) when (refusal.Status is HttpStatusCode.BadRequest or HttpStatusCode.Unauthorized)
        {
            return false;
        }
    }

    /// <summary>The cloud refused it, or the key is another now.</summary>
    public void Forget() => lasts = TimeSpan.Zero;

    public void Dispose() => turn.Dispose();

    private async Task<TokenAnswer> AskAsync(DeviceKey key, CancellationToken cancellation)
    {
        using var deadline = new CancellationTokenSource(Longest, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellation);
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "client_credentials",
            ["client_id"] = enrolment.DeviceId.ToString(),
            ["scope"] = "device",
            ["client_assertion_type"] = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
            ["client_assertion"] = ClientAssertion.Create(key, enrolment, time.GetUtcNow()),
        });
        using var response = await http.PostAsync(new Uri(enrolment.TokenEndpoint), form, both.Token);
        if (!response.IsSuccessStatusCode)
            throw await CloudAnswers.FailureAsync(response, time, both.Token);
        return await response.Content.ReadFromJsonAsync(CloudJson.Default.TokenAnswer, both.Token)
            ?? throw new CloudException(response.StatusCode, "The token endpoint answered without a token.");
    }
}
