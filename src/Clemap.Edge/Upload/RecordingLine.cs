using System.Globalization;
using Clemap.Contracts.Sessions;
using Clemap.Contracts.Telemetry;

namespace Clemap.Edge.Upload;

/// <summary>One line of a recording: a reading (<c>R</c>) or a closed session (<c>S</c>). An empty field is "not measured".</summary>
internal static class RecordingLine
{
    private const int ReadingFields = 21;
    private const int SessionFields = 8;

    /// <exception cref="FormatException">The line is neither.</exception>
    public static (Reading? Reading, ChargingSession? Session) Parse(string line)
    {
        string[] fields = line.Split(',');
        return fields switch
        {
            ["R", ..] when fields.Length == ReadingFields => (Reading(fields), null),
            ["S", ..] when fields.Length == SessionFields => (null, Session(fields)),
            _ => throw new FormatException($"'{fields[0]}' with {fields.Length} fields is neither a reading (R, {ReadingFields}) nor a session (S, {SessionFields})."),
        };
    }

    private static Reading Reading(string[] f) => new()
    {
        SourceId = Guid.Parse(f[1]),
        At = Time(f[2]),
        VoltageL1V = Number(f[3]),
        VoltageL2V = Number(f[4]),
        VoltageL3V = Number(f[5]),
        CurrentL1A = Number(f[6]),
        CurrentL2A = Number(f[7]),
        CurrentL3A = Number(f[8]),
        ActiveL1W = Number(f[9]),
        ActiveL2W = Number(f[10]),
        ActiveL3W = Number(f[11]),
        ReactiveVar = Number(f[12]),
        ApparentVA = Number(f[13]),
        PowerFactor = Number(f[14]),
        ImportWh = Whole(f[15]),
        ExportWh = Whole(f[16]),
        State = State(f[17]),
        LimitA = Number(f[18]),
        Reason = f[19].Length == 0 ? null : f[19],
        SessionId = f[20].Length == 0 ? null : Guid.Parse(f[20]),
    };

    private static ChargingSession Session(string[] f) => new()
    {
        SessionId = Guid.Parse(f[1]),
        StationId = Guid.Parse(f[2]),
        StartedAt = Time(f[3]),
        EndedAt = Time(f[4]),
        StartWh = long.Parse(f[5], CultureInfo.InvariantCulture),
        EndWh = long.Parse(f[6], CultureInfo.InvariantCulture),
        Card = f[7].Length == 0 ? null : f[7],
    };

    private static DateTimeOffset Time(string unixSeconds) =>
        DateTimeOffset.FromUnixTimeSeconds(long.Parse(unixSeconds, CultureInfo.InvariantCulture));

    private static float? Number(string text) => text.Length == 0 ? null : float.Parse(text, CultureInfo.InvariantCulture);

    private static long? Whole(string text) => text.Length == 0 ? null : long.Parse(text, CultureInfo.InvariantCulture);

    private static StationState? State(string text) => text switch
    {
        "" => null,
        "free" => StationState.Free,
        "occupied" => StationState.Occupied,
        "charging" => StationState.Charging,
        "discharging" => StationState.Discharging,
        "not-in-operation" => StationState.NotInOperation,
        _ => throw new FormatException($"'{text}' is no state of a station."),
    };
}
