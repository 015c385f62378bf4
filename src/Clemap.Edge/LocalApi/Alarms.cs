using Clemap.Edge.Outbox;

namespace Clemap.Edge.LocalApi;

/// <param name="Code">Stable, for example <c>clock-wrong</c>.</param>
/// <param name="Message">One plain English sentence.</param>
/// <param name="Values">What the sentence of the code names in each language, for example a port; absent when nothing.</param>
internal sealed record Alarm(string Code, string Message, IReadOnlyList<string>? Values = null);

/// <summary>What is wrong with the controller itself, as long as it is so. The control goes on all the same.</summary>
internal sealed class Alarms(Journal journal, ILogger<Alarms> log)
{
    public const string StorageDamaged = "storage-damaged";
    public const string StorageFailing = "storage-failing";
    public const string StorageThinned = "storage-thinned";
    public const string ClockWrong = "clock-wrong";
    public const string TimeUnknown = "time-unknown";
    public const string OcppClosed = "ocpp-closed";
    public const string BuildingModbusClosed = "building-modbus-closed";
    public const string BuildingRestClosed = "building-rest-closed";
    public const string DashboardClosed = "dashboard-closed";
    public const string LocalClosed = "local-closed";

    private readonly Lock gate = new();
    private readonly SortedDictionary<string, Alarm> open = new(StringComparer.Ordinal);

    public IReadOnlyList<Alarm> Open
    {
        get
        {
            lock (gate)
                return [.. open.Values];
        }
    }

    /// <summary>One line in log and journal when an alarm begins and one when it is over; its text may change in between.</summary>
    /// <param name="message"><see langword="null"/>: all is well.</param>
    /// <param name="values">See <see cref="Alarm"/>.</param>
    public void Set(string code, string? message, params string[] values)
    {
        bool begins, ends;
        lock (gate)
        {
            begins = message is not null && !open.ContainsKey(code);
            ends = message is null && open.Remove(code);
            if (message is not null)
                open[code] = new Alarm(code, message, values.Length > 0 ? values : null);
        }
        if (begins)
        {
            log.LogError("{Alarm}: {Message}", code, message);
            journal.Add(Journal.Edge, "alarm.begins", $"{code}: {message}", [code, message!, .. values]);
        }
        else if (ends)
        {
            log.LogInformation("{Alarm} is over", code);
            journal.Add(Journal.Edge, "alarm.ends", code, code);
        }
    }
}
