using Clemap.Contracts.Devices;

namespace Clemap.Edge.CloudLink;

/// <summary>The device's access token, renewed a minute before it ends (client_credentials with private_key_jwt).</summary>
internal sealed class DeviceTokens(HttpClient http, DeviceKey key, EnrolmentAnswer enrolment, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Early = TimeSpan.FromSeconds(60);

    private readonly SemaphoreSlim turn = new(1, 1);
    private string? token;
    private DateTimeOffset renewAt;

    public async Task<string> GetAsync(CancellationToken cancellation)
    {
        await turn.WaitAsync(cancellation);
        try
        {
            if (token is { } held && time.GetUtcNow() < renewAt)
                return held;
            var now = time.GetUtcNow();
            using var form = new FormUrlEncodedContent(new Dictionary<string, string>
            {
                ["grant_type"] = "client_credentials",
                ["client_id"] = enrolment.DeviceId.ToString(),
                ["scope"] = "device",
                ["client_assertion_type"] = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
                ["client_assertion"] = ClientAssertion.Create(key, enrolment, now),
            });
            using var response = await http.PostAsync(new Uri(enrolment.TokenEndpoint), form, cancellation);
            if (!response.IsSuccessStatusCode)
                throw await CloudAnswers.FailureAsync(response, time, cancellation);
            var answer = await response.Content.ReadFromJsonAsync(CloudJson.Default.TokenAnswer, cancellation)
                ?? throw new CloudException(response.StatusCode, "The token endpoint answered without a token.");
            var lifetime = TimeSpan.FromSeconds(answer.ExpiresInS ?? 300);
            renewAt = now + (lifetime > 2 * Early ? lifetime - Early : lifetime / 2);
            return token = answer.AccessToken;
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>The cloud refused it.</summary>
    public void Forget() => renewAt = DateTimeOffset.MinValue;

    public void Dispose() => turn.Dispose();
}
