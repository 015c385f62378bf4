using Clemap.Platform.Http;
using Clemap.Telemetry.Alarms;

namespace Clemap.Telemetry.Webhooks;

internal static class WebhookRules
{
    /// <returns>The first broken rule of each field. Where the name of the address leads is asked at each connection.</returns>
    public static IReadOnlyList<BrokenRule> Check(WebhookFields fields, WebhookSettings settings) =>
        [.. new[] { OutsideAddress.Check("url", fields.Url, settings.AllowPrivate), Kinds(fields.Kinds) }.OfType<BrokenRule>()];

    private static BrokenRule? Kinds(IReadOnlyList<string>? kinds) => kinds switch
    {
        null => null,
        [] => new("required", "kinds", "The kinds are empty; leave them out for all."),
        _ when kinds.Any(kind => !AlarmKind.All.Contains(kind)) => new("unknown", "kinds", $"The kinds are of {string.Join(", ", AlarmKind.All)}."),
        _ => null,
    };
}
