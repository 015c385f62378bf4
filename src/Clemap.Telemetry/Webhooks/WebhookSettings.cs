using Microsoft.Extensions.Configuration;

namespace Clemap.Telemetry.Webhooks;

/// <summary>Where webhooks may lead.</summary>
/// <param name="AllowPrivate"><c>Clemap:Webhooks:AllowPrivate</c>: also to addresses of this machine and of private networks, and by plain http. For a server that serves one company in its own network.</param>
internal sealed record WebhookSettings(bool AllowPrivate)
{
    /// <exception cref="InvalidOperationException">Names the key that breaks its rule.</exception>
    public static WebhookSettings From(IConfiguration configuration) => configuration["Clemap:Webhooks:AllowPrivate"] switch
    {
        null or "" => new(false),
        { } text when bool.TryParse(text, out var allow) => new(allow),
        { } text => throw new InvalidOperationException($"Clemap:Webhooks:AllowPrivate must be true or false, but is '{text}'."),
    };
}
