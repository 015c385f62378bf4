using System.Text.Json.Serialization;
using Clemap.Edge.Modbus;

namespace Clemap.Edge.Stations.Catalogue;

/// <summary>One model of charging station: how it is read, limited, paused, and what it does when nobody speaks to it.</summary>
/// <remarks>Members with a default can be set, because the generated reader overwrites the default of an init-only one that is absent.</remarks>
internal sealed record StationDefinition
{
    /// <summary>For editors; without meaning here.</summary>
    [JsonPropertyName("$schema")]
    public string? Schema { get; init; }

    /// <summary>What <c>model</c> in edge.json names; also the name of the file.</summary>
    public required string Id { get; init; }
    public required string Maker { get; init; }
    public required string Model { get; init; }

    public required Confidence Confidence { get; init; }

    /// <summary>The oldest firmware that this works with, in words.</summary>
    public string? Firmware { get; init; }

    /// <summary>What the electrician has to set at the station.</summary>
    public IReadOnlyList<string> Commissioning { get; set; } = [];
    public required ConnectionDefinition Connection { get; init; }
    public ReadingDefinition Reading { get; set; } = new();
    public required ReadsDefinition Reads { get; init; }

    /// <summary>Raw value of <c>reads.state</c> → state of the control pilot: <c>A</c> to <c>F</c>; <c>C1</c> and <c>D1</c> ask for current and get
    /// none; <c>cable</c> is B with a vehicle at the cable and A without; <c>none</c> tells nothing.</summary>
    public IReadOnlyDictionary<string, string> States { get; set; } = new Dictionary<string, string>();

    /// <summary>When the value of <c>reads.cable</c> means a vehicle.</summary>
    public CableDefinition? Cable { get; init; }

    /// <summary>The value of <c>reads.availability</c> in operation.</summary>
    public long? Available { get; init; }
    public required LimitDefinition Limit { get; init; }
    public required PauseDefinition Pause { get; init; }

    /// <summary>Written when the station comes, in this order, before the fallback.</summary>
    public IReadOnlyList<SetupWrite> Setup { get; set; } = [];
    public required FallbackDefinition Fallback { get; init; }
    public PhaseSwitchDefinition? PhaseSwitch { get; init; }

    [JsonIgnore]
    public bool IsExperimental => Confidence == Confidence.Low;
}

internal sealed record ConnectionDefinition
{
    /// <summary>The first is taken when edge.json names none.</summary>
    public required IReadOnlyList<ModbusTransport> Transports { get; init; }
    public int Port { get; set; } = 502;
    public required byte Unit { get; init; }
    public SerialFraming? Serial { get; init; }

    /// <summary>Rest that the station needs between two requests.</summary>
    public int GapMs { get; set; }

    /// <summary>How often a request without answer is asked again.</summary>
    public int Retries { get; set; }

    /// <summary>Of values of several registers.</summary>
    public WordOrder WordOrder { get; set; }
}

/// <param name="Framing">Data bits, parity, stop bits, for example <c>8E1</c>.</param>
internal sealed record SerialFraming(int Baud, string Framing);

internal sealed record ReadingDefinition
{
    /// <summary>The station is not asked again sooner, s.</summary>
    public double IntervalS { get; set; }

    /// <summary>Each value is a request of its own.</summary>
    public bool Single { get; set; }

    /// <summary>The longest request.</summary>
    public int MaxWords { get; set; } = ModbusRequest.MaximumReadRegisters;

    /// <summary>How many registers that nobody needs may lie between two values of one request.</summary>
    public int BridgeWords { get; set; }

    /// <summary>Requests that the station answers only as a whole.</summary>
    public IReadOnlyList<BlockDefinition> Blocks { get; set; } = [];

    /// <summary>It loads its phases evenly and tells no currents (direct current): they are reckoned from the power at the supply voltage.</summary>
    public bool CurrentFromPower { get; set; }
}

/// <param name="Optional">As of <see cref="ReadFormat.Optional"/>: what lies in it has to be the same.</param>
internal sealed record BlockDefinition(ushort At, int Words, byte Function = 3, bool Optional = false);

internal sealed record CableDefinition
{
    /// <summary>A vehicle when one of these bits is set.</summary>
    public ulong? Bits { get; init; }

    /// <summary>A vehicle from this value on.</summary>
    public ulong? From { get; init; }
}

/// <summary>How the station changes between one and three phases; told for whoever commissions it, the controller does not switch phases.</summary>
internal sealed record PhaseSwitchDefinition
{
    public required ushort At { get; init; }
    public byte Function { get; set; } = 6;
    public required long OnePhase { get; init; }
    public required long ThreePhases { get; init; }

    /// <summary>Written before.</summary>
    public IReadOnlyList<SetupWrite> Before { get; set; } = [];

    /// <summary>What it needs, or what to beware of.</summary>
    public string? Needs { get; init; }
}
