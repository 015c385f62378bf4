using Clemap.Platform.Http;
using Clemap.Telemetry.Alarms;

namespace Clemap.Telemetry.Webhooks;

internal static class WebhookRules
{
    private const int LongestUrl = 500;

    /// <returns>The first broken rule of each field. Where the name of the address leads is asked at each connection.</returns>
    public static IReadOnlyList<BrokenRule> Check(WebhookFields fields, WebhookSettings settings) =>
        [.. new[] { Url(fields.Url, settings), Kinds(fields.Kinds) }.OfType<BrokenRule>()];

    private static BrokenRule? Url(string? text, WebhookSettings settings)
    {
        if (string.IsNullOrWhiteSpace(text))
            return new("required", "url", "The url is missing.");
        if (text.Length > LongestUrl)
            return new("length", "url", $"The url has at most {LongestUrl} characters.");
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Host.Length == 0 || text.Any(char.IsControl))
            return new("not-an-address", "url", "The url is no absolute address.");
        if (url.Scheme != Uri.UriSchemeHttps && !(settings.AllowPrivate && url.Scheme == Uri.UriSchemeHttp))
            return new("not-https", "url", "The url must begin with https.");
        if (url.UserInfo.Length > 0 || url.Fragment.Length > 0)
            return new("too-much", "url", "The url has no user, password or fragment.");
        return !settings.AllowPrivate && System.Net.IPAddress.TryParse(url.IdnHost.Trim('[', ']'), out var address) && !PublicAddress.Is(address)
            ? new(DeliveryError.PrivateAddress, "url", "The url leads to this machine or to a private network.")
            : null;
    }

    private static BrokenRule? Kinds(IReadOnlyList<string>? kinds) => kinds switch
    {
        null => null,
        [] => new("required", "kinds", "The kinds are empty; leave them out for all."),
        _ when kinds.Any(kind => !AlarmKind.All.Contains(kind)) => new("unknown", "kinds", $"The kinds are of {string.Join(", ", AlarmKind.All)}."),
        _ => null,
    };
}
