using System.Text.Json.Serialization;

namespace Clemap.Simulator.Configuration;

/// <summary>The file <c>simulator.json</c>: one simulated site.</summary>
internal sealed record SiteConfiguration
{
    public ulong Seed { get; init; } = 1;
    public string TimeZone { get; init; } = "Europe/Zurich";

    /// <summary>Where all ports listen.</summary>
    public string Address { get; init; } = "127.0.0.1";

    public required int MeterPort { get; init; }
    public HouseholdConfiguration Household { get; init; } = new();
    public double PvPeakW { get; init; } = 12_000;
    public required IReadOnlyList<MeterConfiguration> Meters { get; init; }
    public required IReadOnlyList<StationConfiguration> Stations { get; init; }

    /// <summary>Fuses under which the history shares the current; of no use to a running site, where a controller does it.</summary>
    public IReadOnlyList<CircuitConfiguration> Circuits { get; init; } = [];
}

internal sealed record HouseholdConfiguration
{
    public double NightW { get; init; } = 1_500;
    public double MorningPeakW { get; init; } = 3_000;
    public double NoonPeakW { get; init; } = 4_000;
    public double EveningPeakW { get; init; } = 5_000;

    /// <summary>How the curve spreads over L1, L2, L3; adds up to 1.</summary>
    public IReadOnlyList<double> PhaseShares { get; init; } = [0.37, 0.34, 0.29];
}

/// <param name="Model">Its maker's interface, by the names of <c>clemap-simulator models</c>.</param>
/// <param name="Transport">Absent is the meter port that all share, by Modbus TCP.</param>
internal sealed record MeterConfiguration(
    Guid Id, MeterKind Kind, byte Unit, string Model = "janitza-umg", Transport? Transport = null, int Port = 0, SerialConfiguration? Serial = null);

[JsonConverter(typeof(JsonStringEnumConverter<MeterKind>))]
internal enum MeterKind
{
    [JsonStringEnumMemberName("grid")] Grid,
    [JsonStringEnumMemberName("production")] Production,
}

internal sealed record StationConfiguration
{
    public required Guid Id { get; init; }
    public required string Name { get; init; }
    public required string Model { get; init; }

    /// <summary>What carries its words; absent is what the model has by nature.</summary>
    public Transport? Transport { get; init; }

    /// <summary>Where it listens; of no use on a pseudo-terminal.</summary>
    public int Port { get; init; }

    /// <summary>The bus, when it has a serial line.</summary>
    public SerialConfiguration? Serial { get; init; }

    /// <summary>Unit id; absent is the maker's default.</summary>
    public byte? Unit { get; init; }

    public int Phases { get; init; } = 3;

    /// <summary>The grid phase at each terminal: "231" has L2 at the first; one digit for a station with one phase.</summary>
    public string Rotation { get; init; } = "123";

    public double MaximumA { get; init; } = 16;

    /// <summary>What the electrician set as the station's own fallback, A a phase.</summary>
    public double FallbackA { get; init; } = 6;

    /// <summary>Card of the resident who parks here.</summary>
    public string? Card { get; init; }

    /// <summary>A meter on the meter port that measures this station at its terminals.</summary>
    public byte? MeterUnit { get; init; }

    public string MeterModel { get; init; } = "janitza-umg";

    /// <summary>Trouble on its wire, in the order of time.</summary>
    public IReadOnlyList<FaultConfiguration> Faults { get; init; } = [];

    /// <summary>For the history: the circuit that feeds it; absent is the root.</summary>
    public Guid? CircuitId { get; init; }

    /// <summary>The car of the resident; absent is one by the station's place in the list.</summary>
    public CarConfiguration? Car { get; init; }
}

internal sealed record CarConfiguration(double CapacityWh, int Phases, double MaximumA);

internal sealed record CircuitConfiguration(Guid Id, string Name, Guid? ParentId, double RatingA);
