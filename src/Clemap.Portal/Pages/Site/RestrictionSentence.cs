using Clemap.Contracts.GridCommands;
using Clemap.Platform.GridCommands;
using Clemap.Portal.Culture;
using Clemap.Portal.Resources;
using Microsoft.Extensions.Localization;

namespace Clemap.Portal.Pages.Site;

/// <summary>What the grid operator does at a site, in plain sentences.</summary>
internal static class RestrictionSentence
{
    /// <summary>Of what goes on now; <see langword="null"/> when nothing does.</summary>
    /// <param name="restrictions">Newest first.</param>
    public static string? Now(IReadOnlyList<RestrictionView> restrictions, TimeZoneInfo zone, IStringLocalizer<GridTexts> text)
    {
        var open = restrictions.Where(restriction => restriction.EndedAt is null).ToList();
        if (open.Find(restriction => restriction.Kind == RestrictionKind.Command) is { } command)
            return command.Until is { } until
                ? text["Now.command", Limit(command, text), SwissFormat.DateAndTime(until, zone), command.Reason ?? ""].Value
                : text["Now.command-other"].Value;
        return open.Find(restriction => restriction.Kind == RestrictionKind.Ripple) is { } ripple ? text[ripple.IsContactUnknown ? "Now.unknown" : "Now.ripple"].Value : null;
    }

    /// <summary>By what it was held down.</summary>
    public static string By(RestrictionView restriction, IStringLocalizer<GridTexts> text) => restriction switch
    {
        { Kind: RestrictionKind.Ripple } => text[restriction.IsContactUnknown ? "By.unknown" : "By.ripple"],
        { Reason: { } reason } => $"{Limit(restriction, text)} · {reason}",
        _ => text["By.command"],
    };

    public static string? Effect(RestrictionView restriction, IStringLocalizer<GridTexts> text) => restriction.Effect switch
    {
        { ChargingBeforeW: { } beforeW, ChargingDuringW: { } duringW } => text["Effect", SwissFormat.Kilowatt(beforeW), SwissFormat.Kilowatt(duringW)].Value,
        { ChargingBeforeW: { } beforeW } => text["EffectBefore", SwissFormat.Kilowatt(beforeW)].Value,
        { ChargingDuringW: { } duringW } => text["EffectDuring", SwissFormat.Kilowatt(duringW)].Value,
        _ => null,
    };

    private static string Limit(RestrictionView restriction, IStringLocalizer<GridTexts> text) => restriction switch
    {
        { LimitA: { } perPhaseA } => text["Limit.ampere", SwissFormat.Limit(perPhaseA)],
        { LimitW: { } totalW } => text["Limit.watt", SwissFormat.Kilowatt(totalW)],
        { LimitPercent: { } percent } => text["Limit.percent", SwissFormat.Limit(percent)],
        _ => text["Limit.lock"],
    };
}
