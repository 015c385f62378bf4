using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Clemap.Contracts.GridCommands;

namespace Clemap.Platform.GridCommands.OpenAdr;

/// <summary>A command that an event asks for.</summary>
/// <param name="Key">Follows from the event and all that the command is, so that the same gives the same, and a change another.</param>
internal sealed record WantedCommand(string Key, string EventId, string Interval, DateTimeOffset From, DateTimeOffset Until, GridCommandFields Fields);

/// <param name="KeepsWhatItGave">Too little of it is understood to take back what it commanded before.</param>
internal sealed record EventReading(IReadOnlyList<WantedCommand> Wanted, IReadOnlyList<OpenAdrNotUnderstood> NotUnderstood, bool KeepsWhatItGave);

/// <summary>What one connection makes of events.</summary>
/// <param name="SimplePercent">Of the levels 1, 2 and 3.</param>
internal sealed record EventRules(Guid ConnectionId, IReadOnlyList<OpenAdrTarget> Targets, IReadOnlyList<double>? SimplePercent);

/// <summary>
/// Reads the commands out of an event. Of the payloads it understands IMPORT_CAPACITY_LIMIT in kW (the most that a site takes from the grid) and SIMPLE, where the connection says what its
/// levels mean. Whatever it does not understand it says, and makes nothing of it. Source: OpenADR 3.1.0, Definition, and User Guide 7.3, 7.4 and 7.9.
/// </summary>
internal sealed class EventReader(EventRules rules, IReadOnlyList<VtnDescriptor?>? programDescriptors, DateTimeOffset now)
{
    public const string KeyPrefix = "oadr.";
    private const string ImportLimit = "IMPORT_CAPACITY_LIMIT";
    private const string Simple = "SIMPLE";
    private static readonly TimeSpan Whole = TimeSpan.FromDays(7);
    private static readonly TimeSpan Ahead = TimeSpan.FromDays(30);
    private static readonly TimeSpan LongestShift = TimeSpan.FromDays(1);

    private readonly List<WantedCommand> wanted = [];
    private readonly List<OpenAdrNotUnderstood> not = [];
    private int understood;

    /// <summary>How the keys of all commands of one event begin.</summary>
    public static string KeysOf(string eventId) => $"{KeyPrefix}{Hash(eventId)[..16]}.";

    public EventReading Read(string id, VtnEvent? asked)
    {
        if (asked?.Intervals is not { } intervals || intervals.Any(interval => interval is null))
            Not(id, null, "unreadable");
        else if (TargetsOf(id, asked) is { } targets && Times(id, asked) is { } times)
        {
            foreach (var ((interval, from, until), i) in intervals.Zip(times, (interval, time) => (interval!, time.From, time.Until)).Select((one, i) => (one, i)))
            {
                foreach (var (payload, nth) in (interval.Payloads ?? []).Select((payload, nth) => (payload, nth)))
                {
                    if (Limit(id, NameOf(interval, i), asked, payload) is { } limit)
                        Add(asked, id, NameOf(interval, i), $"{i} {nth}", from, until, limit with { Targets = targets });
                }
            }
        }

        // What else it says (prices, alerts) stands in no limit's way; what is for others is not for us any more.
        return new(wanted, not, not.Exists(part => part.Code is not ("payload-type" or "no-target")) || (understood == 0 && not.Exists(part => part.Code == "payload-type")));
    }

    private void Add(VtnEvent asked, string id, string interval, string place, DateTimeOffset from, DateTimeOffset until, GridCommandFields limit)
    {
        foreach (var (begin, end) in Windows(from, until).Where(window => window.End > now && window.Begin <= now + Ahead))
        {
            var content = Hash(string.Join(
                '\n', place, interval, Text(begin), Text(end), limit.Scope, Number(limit.LimitW), Number(limit.LimitPercent), limit.Lock == true ? "lock" : "",
                string.Join(',', limit.Targets!.SiteIds!), string.Join(',', limit.Targets.MeteringPointIds!), string.Join(',', limit.Targets.GroupIds!)));
            wanted.Add(new(KeysOf(id) + content[..32], id, interval, begin, end, limit with { From = begin > now ? begin : null, Until = end, Reason = ReasonOf(id, asked) }));
        }
    }

    // No command is longer than seven days or without an end. What is longer is commanded by UTC days, today's and tomorrow's: should the server be away, it holds until tomorrow's end.
    private IEnumerable<(DateTimeOffset Begin, DateTimeOffset End)> Windows(DateTimeOffset from, DateTimeOffset until)
    {
        if (until - from <= Whole)
            return [(from, until)];
        var today = new DateTimeOffset(now.UtcDateTime.Date, TimeSpan.Zero);
        return new[] { today, today.AddDays(1) }.Select(day => (Begin: Later(from, day), End: Earlier(until, day.AddDays(1)))).Where(window => window.Begin < window.End);
    }

    /// <returns>Begin and end of each interval; <see langword="null"/> when it is not clear, or when the event was called off by having no duration in the year 1.</returns>
    private List<(DateTimeOffset From, DateTimeOffset Until)>? Times(string id, VtnEvent asked)
    {
        var times = new List<(DateTimeOffset From, DateTimeOffset Until)>();
        var shift = TimeSpan.Zero;
        DateTimeOffset? end = null;
        foreach (var (interval, i) in asked.Intervals!.Select((interval, i) => (interval!, i)))
        {
            var name = NameOf(interval, i);
            var (own, whole) = (interval.IntervalPeriod, asked.IntervalPeriod);
            var start = Start(own?.Start) ?? (i == 0 ? Start(whole?.Start) : null);
            if (own?.Start is { } text && start is null && !IsYearOne(text))
                return NoTimes(id, name, "no-start", text);
            if (i == 0 && whole?.Start is { } first && own?.Start is null && start is null && !IsYearOne(first))
                return NoTimes(id, name, "no-start", first);
            var duration = (own?.Duration ?? whole?.Duration) is { } length ? IsoDuration.Parse(length) : null;
            if (i == 0 && start is null && IsYearOne(own?.Start ?? whole?.Start) && duration == TimeSpan.Zero)
                return null;
            if (duration is not { } lasts || lasts == TimeSpan.Zero)
                return NoTimes(id, name, "no-duration", own?.Duration ?? whole?.Duration);
            if ((own?.RandomizeStart ?? (i == 0 ? whole?.RandomizeStart : null)) is { } spread)
            {
                if (IsoDuration.Parse(spread) is not { } bound || bound > LongestShift)
                    return NoTimes(id, name, "randomised-too-far", spread);
                shift = bound * ShiftOf(id, i);
            }

            // "Now" is when the event was made or changed last: so it is the same at each poll.
            var from = start is { } at ? at + shift
                : i > 0 ? end!.Value
                : IsYearOne(own?.Start ?? whole?.Start) && (Start(asked.ModificationDateTime) ?? Start(asked.CreatedDateTime)) is { } made ? made
                : (DateTimeOffset?)null;
            if (from is not { } begin)
                return NoTimes(id, name, "no-start", own?.Start ?? whole?.Start);
            end = begin.Year > 3_000 ? null : begin + lasts;
            if (end is not { } over)
                return NoTimes(id, name, "no-start", own?.Start ?? whole?.Start);
            times.Add((begin.ToUniversalTime(), over.ToUniversalTime()));
        }

        return asked.Duration is { } all && times.Count > 0 ? Bounded(id, times, all) : times;
    }

    // The duration of the event cuts its intervals off. Where it is longer they would begin anew: one alone goes on, several are not repeated here.
    private List<(DateTimeOffset From, DateTimeOffset Until)>? Bounded(string id, List<(DateTimeOffset From, DateTimeOffset Until)> times, string text)
    {
        if (IsoDuration.Parse(text) is not { } duration)
            return NoTimes(id, null, "no-duration", text);
        if (duration == TimeSpan.Zero)
            return times;
        var over = times[0].From + duration;
        if (over > times.Max(time => time.Until))
            return times is [var only] ? [(only.From, over)] : NoTimes(id, null, "repeats", text);
        return times.ConvertAll(time => (time.From, Earlier(time.Until, over)));
    }

    private List<(DateTimeOffset From, DateTimeOffset Until)>? NoTimes(string id, string? interval, string code, string? what)
    {
        Not(id, interval, code, what);
        return null;
    }

    private GridCommandFields? Limit(string id, string interval, VtnEvent asked, VtnPayload? payload)
    {
        if (payload?.Type is not (ImportLimit or Simple))
        {
            Not(id, interval, "payload-type", payload?.Type);
            return null;
        }

        if (payload.Values is not [{ ValueKind: JsonValueKind.Number } one] || !one.TryGetDouble(out var value) || !double.IsFinite(value) || value < 0)
        {
            Not(id, interval, "value", payload.Values is null ? null : Brief(string.Join(", ", payload.Values)));
            return null;
        }

        return payload.Type == Simple ? Level(id, interval, value) : ImportW(id, interval, asked, value);
    }

    private GridCommandFields? ImportW(string id, string interval, VtnEvent asked, double value)
    {
        var units = (asked.PayloadDescriptors ?? []).Concat(programDescriptors ?? []).FirstOrDefault(descriptor => descriptor?.PayloadType == ImportLimit)?.Units;
        if (units == "KW")
        {
            understood++;
            return new(Scope: GridCommandScope.Connection, LimitW: value * 1_000);
        }

        Not(id, interval, "units", units);
        return null;
    }

    // The specification leaves to each resource what a level means: so nothing is meant unless somebody said so. Level 0 is as always.
    private GridCommandFields? Level(string id, string interval, double value)
    {
        if (value is not (0 or 1 or 2 or 3) || (value > 0 && rules.SimplePercent is null))
        {
            Not(id, interval, value is 1 or 2 or 3 ? "levels" : "value", Number(value));
            return null;
        }

        understood++;
        if (value == 0)
            return null;
        return rules.SimplePercent![(int)value - 1] is > 0 and var percent ? new(Scope: GridCommandScope.Charging, LimitPercent: percent) : new(Scope: GridCommandScope.Charging, Lock: true);
    }

    private GridTargetFields? TargetsOf(string id, VtnEvent asked)
    {
        var named = (asked.Targets ?? []).SelectMany(Named).ToList();
        var meant = named.Count == 0 && asked.Targets is null or { Count: 0 }
            ? rules.Targets
            : [.. rules.Targets.Where(target => named.Exists(one => one.Value == target.Value && (one.Type is null || target.Type is null || one.Type == target.Type)))];
        if (meant.Any(target => target.Means is { } means && (means.SiteIds?.Count ?? 0) + (means.MeteringPointIds?.Count ?? 0) + (means.GroupIds?.Count ?? 0) > 0))
            return new(
                [.. meant.SelectMany(target => target.Means?.SiteIds ?? []).Distinct().Order()], [.. meant.SelectMany(target => target.Means?.MeteringPointIds ?? []).Distinct().Order(StringComparer.Ordinal)],
                [.. meant.SelectMany(target => target.Means?.GroupIds ?? []).Distinct().Order()]);
        Not(id, null, "no-target", Brief(string.Join(", ", named.Select(one => one.Value))));
        return null;
    }

    private static IEnumerable<(string? Type, string Value)> Named(JsonElement target)
    {
        if (target.ValueKind == JsonValueKind.String)
            return [(null, target.GetString()!)];
        if (target.ValueKind != JsonValueKind.Object || !target.TryGetProperty("values", out var values) || values.ValueKind != JsonValueKind.Array)
            return [];
        var type = target.TryGetProperty("type", out var named) && named.ValueKind == JsonValueKind.String ? named.GetString() : null;
        return values.EnumerateArray().Where(value => value.ValueKind == JsonValueKind.String).Select(value => (type, value.GetString()!));
    }

    // Between -1 and 1, evenly spread, and the same each time: an event that is read again does not move.
    private double ShiftOf(string id, int interval) =>
        (BitConverter.ToUInt32(SHA256.HashData(Encoding.UTF8.GetBytes($"{rules.ConnectionId} {id} {interval}"))) / (double)uint.MaxValue * 2) - 1;

    private void Not(string id, string? interval, string code, string? what = null) => not.Add(new(id, interval, code, what is null ? null : Brief(what)));

    private static string NameOf(VtnInterval interval, int i) => interval.Id is { ValueKind: JsonValueKind.Number or JsonValueKind.String } id ? Brief(id.ToString()) : $"#{i}";

    private static string ReasonOf(string id, VtnEvent asked) => "OpenADR: " + Brief(string.IsNullOrWhiteSpace(asked.EventName) ? id : asked.EventName);

    // What comes from outside stands in one line that people read.
    private static string Brief(string text)
    {
        var plain = string.Concat(text.Where(sign => !char.IsControl(sign) && char.GetUnicodeCategory(sign) is not (UnicodeCategory.Format or UnicodeCategory.Surrogate))).Trim();
        return plain.Length > 150 ? plain[..150] : plain.Length == 0 ? "-" : plain;
    }

    private static DateTimeOffset? Start(string? text) => !IsYearOne(text)
        && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) && at.Year is > 1 and <= 3_000 ? at : null;

    private static bool IsYearOne(string? text) => text?.StartsWith("0001-01-01", StringComparison.Ordinal) == true;

    private static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private static string Text(DateTimeOffset at) => at.ToString("O", CultureInfo.InvariantCulture);

    private static string? Number(double? value) => value?.ToString("R", CultureInfo.InvariantCulture);
}
