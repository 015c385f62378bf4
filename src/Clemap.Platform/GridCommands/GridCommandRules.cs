using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Clemap.Contracts.GridCommands;
using Clemap.LoadControl.GridOperator;
using Clemap.Platform.Http;

namespace Clemap.Platform.GridCommands;

/// <summary>What the fields of a command must hold.</summary>
internal static class GridCommandRules
{
    public const int UsualReturnS = 300;
    public const int LongestReason = 200;
    public const int MostTargets = 1_000;
    private const int LongestS = 3_600;
    private const double MostA = 10_000;
    private const double MostW = 10_000_000;
    private static readonly TimeSpan Ahead = TimeSpan.FromDays(30);
    private static readonly TimeSpan Longest = TimeSpan.FromDays(7);
    private static readonly TimeSpan Late = TimeSpan.FromMinutes(5);

    /// <returns>The first broken rule of each field.</returns>
    public static IReadOnlyList<BrokenRule> Check(GridCommandFields fields, DateTimeOffset now)
    {
        var from = fields.From ?? now;
        return
        [
            .. new[]
            {
                CheckTargets(fields.Targets), Scope(fields), Limit(fields),
                from < now - Late || from > now + Ahead ? new("out-of-range", "from", "A command begins now, or within 30 days.") : null,
                fields.Until is not { } until ? new("required", "until", "The until is missing: no command is without an end.")
                    : until <= from || until <= now ? new BrokenRule("out-of-range", "until", "A command ends after it begins, and not in the past.")
                    : until - from > Longest ? new("out-of-range", "until", "A command ends within 7 days after it begins.") : null,
                Seconds("rampS", fields.RampS), Seconds("returnWithinS", fields.ReturnWithinS),
                OneLine.Check("reason", fields.Reason, LongestReason),
            }.OfType<BrokenRule>(),
        ];
    }

    /// <summary>As load control has it; 0 % of charging is a lock.</summary>
    public static ReductionLimit LimitOf(GridCommandRow row) => row switch
    {
        { LimitA: { } perPhaseA } => ReductionLimit.Amperes(perPhaseA),
        { LimitW: { } totalW } => ReductionLimit.Watts(totalW),
        { LimitPercent: > 0 and var percent } => ReductionLimit.Percent(percent),
        _ => ReductionLimit.Off,
    };

    /// <summary>The same for what means the same: lists in another order, and what is left out where it is what is usual. A from that is left out is another one each time.</summary>
    public static byte[] HashOf(GridCommandFields fields) => SHA256.HashData(Encoding.UTF8.GetBytes(string.Join(
        '\n',
        List(fields.Targets?.SiteIds), List(fields.Targets?.MeteringPointIds), List(fields.Targets?.GroupIds), fields.Scope ?? GridCommandScope.Charging,
        Number(fields.LimitA), Number(fields.LimitW), Number(fields.Lock == true ? 0 : fields.LimitPercent), Time(fields.From), Time(fields.Until),
        Number(fields.RampS ?? 0), Number(fields.ReturnWithinS ?? UsualReturnS), fields.Reason?.Trim())));

    private static string List<T>(IReadOnlyList<T>? ids) => string.Join(',', (ids ?? []).Select(id => id?.ToString()).Distinct().Order(StringComparer.Ordinal));

    private static string? Number(double? value) => value?.ToString("R", CultureInfo.InvariantCulture);

    // As finely as the database keeps it.
    private static string? Time(DateTimeOffset? at) => at is { } known ? (known.UtcTicks / TimeSpan.TicksPerMicrosecond).ToString(CultureInfo.InvariantCulture) : null;

    public static BrokenRule? CheckTargets(GridTargetFields? targets)
    {
        var count = (targets?.SiteIds?.Count ?? 0) + (targets?.MeteringPointIds?.Count ?? 0) + (targets?.GroupIds?.Count ?? 0);
        return count switch
        {
            0 => new("required", "targets", "The command names nobody whom it is for."),
            > MostTargets => new("too-many", "targets", $"A command is for at most {MostTargets} targets."),
            _ when targets!.MeteringPointIds?.FirstOrDefault(id => id is not { Length: 33 } || !id.All(char.IsAsciiLetterOrDigit)) is not null
                || targets.MeteringPointIds?.Contains(null!) == true => new("not-a-metering-point", "targets.meteringPointIds", "A metering point has 33 letters and digits."),
            _ => null,
        };
    }

    private static BrokenRule? Scope(GridCommandFields fields) => fields.Scope switch
    {
        null or GridCommandScope.Charging => null,
        GridCommandScope.Connection => fields.Lock == true ? new("not-for-this-scope", "scope", "A lock is of charging: other loads cannot be switched off.") : null,
        _ => new("unknown", "scope", $"The scope must be one of {string.Join(", ", GridCommandScope.All)}."),
    };

    private static BrokenRule? Limit(GridCommandFields fields)
    {
        var given = (fields.LimitA is null ? 0 : 1) + (fields.LimitW is null ? 0 : 1) + (fields.LimitPercent is null ? 0 : 1) + (fields.Lock == true ? 1 : 0);
        if (given != 1)
            return new(given == 0 ? "required" : "too-many", "limit", "A command has just one of limitA, limitW, limitPercent and lock.");
        return fields switch
        {
            { LimitA: not (null or (>= 0 and <= MostA)) } => new("out-of-range", "limitA", $"The limitA is 0 to {MostA} A per phase."),
            { LimitW: not (null or (>= 0 and <= MostW)) } => new("out-of-range", "limitW", $"The limitW is 0 to {MostW} W."),
            { LimitPercent: not (null or (> 0 and <= 100)) } => new("out-of-range", "limitPercent", "The limitPercent is above 0 and at most 100; to leave nothing there is lock."),
            _ => null,
        };
    }

    private static BrokenRule? Seconds(string field, int? value) => value is null or (>= 0 and <= LongestS)
        ? null
        : new("out-of-range", field, $"The {field} is 0 to {LongestS} s.");
}
