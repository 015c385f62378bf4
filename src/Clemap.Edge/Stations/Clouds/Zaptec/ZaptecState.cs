using Clemap.Contracts.Telemetry;
using Clemap.Edge.Meters;

namespace Clemap.Edge.Stations.Clouds.Zaptec;

/// <summary>The numbered observations of a charger, by what they mean. Each has the time at which it was told.</summary>
internal sealed class ZaptecState(IReadOnlyList<ZaptecObservation> observations)
{
    private const int VoltageL1 = 501;
    private const int CurrentL1 = 507;
    private const int Waiting = 2;
    private const int Charging = 3;

    private readonly Dictionary<int, ZaptecObservation> byId = observations.GroupBy(one => one.StateId).ToDictionary(group => group.Key, group => group.First());

    public bool? IsOnline => Number(-2) is { } online ? online != 0 : null;

    public PhaseValues VoltageV => Phases(VoltageL1);

    public PhaseValues CurrentA => Phases(CurrentL1);

    public double? PowerW => Number(513);

    public double? SessionWh => Number(553) * 1000;

    /// <summary>The most that it may take, A; what is ordered.</summary>
    public double? MaximumA => Number(510);

    /// <summary>What it offers when it has no connection, A.</summary>
    public double? OfflineA => Number(523);

    public int? Mode => (int?)Number(710);

    /// <summary>It was told to stop, and to stay so.</summary>
    public bool IsStopped => Number(718) is > 0;

    public bool HasCar => Mode is Waiting or Charging;

    public StationState State => Mode switch
    {
        1 => StationState.Free,
        Charging => StationState.Charging,
        Waiting or 5 => StationState.Occupied,
        _ => StationState.NotInOperation,
    };

    /// <summary>Upper-case hex; an identifier of the portal is no card.</summary>
    public string? Card
    {
        get
        {
            string text = byId.GetValueOrDefault(722)?.ValueAsString ?? "";
            string card = (text.StartsWith("nfc-", StringComparison.OrdinalIgnoreCase) ? text[4..] : text).ToUpperInvariant();
            return card.Length is >= 8 and <= 20 && card.All(char.IsAsciiHexDigit) ? card : null;
        }
    }

    /// <summary>When the oldest of the currents was told; <see langword="null"/> when one does not say.</summary>
    public DateTimeOffset? MeasuredAt
    {
        get
        {
            var times = Enumerable.Range(CurrentL1, 3).Where(byId.ContainsKey).Select(id => CloudValues.Time(byId[id].Timestamp)).ToList();
            return times.Count > 0 && times.All(time => time is not null) ? times.Min() : null;
        }
    }

    private double? Number(int id) => CloudValues.Number(byId.GetValueOrDefault(id)?.ValueAsString);

    private PhaseValues Phases(int first) => new(Number(first), Number(first + 1), Number(first + 2));
}
