using Microsoft.AspNetCore.DataProtection;

namespace Clemap.Telemetry.Webhooks;

/// <summary>Secrets as they lie in the database: readable only with the keys of the server.</summary>
internal sealed class WebhookSecrets(IDataProtectionProvider protection)
{
    private readonly IDataProtector protector = protection.CreateProtector("Clemap.Telemetry.Webhook");

    public string Protect(string secret) => protector.Protect(secret);

    /// <summary>Those that count now, the newest first.</summary>
    public IReadOnlyList<string> Of(WebhookRow webhook, DateTimeOffset now) => webhook is { EarlierSecret: { } earlier } && webhook.EarlierUntil > now
        ? [protector.Unprotect(webhook.Secret), protector.Unprotect(earlier)]
        : [protector.Unprotect(webhook.Secret)];
}
