namespace Clemap.Simulator.Stations.Reference;

/// <summary>One maker's station or meter.</summary>
internal sealed record ReferenceDevice
{
    public required string Id { get; init; }
    public required string Vendor { get; init; }
    public required string Model { get; init; }

    /// <summary>modbus-tcp, modbus-rtu, modbus-ascii, udp-text, rest-local, rest-cloud or ocpp-1.6j.</summary>
    public required string Protocol { get; init; }

    public IReadOnlyList<string> AlsoProtocols { get; init; } = [];
    public int? Port { get; init; }
    public byte? UnitId { get; init; }
    public string? WordOrder { get; init; }
    public double? MinCurrentA { get; init; }
    public double? MaxCurrentA { get; init; }
    public double? ResolutionA { get; init; }
    public IReadOnlyDictionary<string, ReferenceState> StateMap { get; init; } = new Dictionary<string, ReferenceState>();
    public ReferenceFailsafe Failsafe { get; init; } = new();
    public string? ControlUnit { get; init; }
    public string? Pause { get; init; }
    public IReadOnlyList<ReferenceRegister> Registers { get; init; } = [];

    public bool LowWordFirst => WordOrder == "low-word-first";
    public bool SpeaksModbus => Protocol.StartsWith("modbus", StringComparison.Ordinal);
}

/// <param name="Iec61851">The letter of the pilot state; absent when it says nothing about it.</param>
internal sealed record ReferenceState(string? Iec61851, bool Charging, string Meaning);

/// <summary>What the station does when its controller falls silent. Registers are told by address.</summary>
internal sealed record ReferenceFailsafe
{
    public string Class { get; init; } = "none";
    public int? TimeoutRegister { get; init; }
    public int? CurrentRegister { get; init; }
    public int? PowerRegister { get; init; }
    public int? EnableRegister { get; init; }
    public int? HeartbeatRegister { get; init; }
    public int? HeartbeatValue { get; init; }
    public double? TimeoutS { get; init; }
    public double? DefaultTimeoutS { get; init; }
    public IReadOnlyList<double>? TimeoutRangeS { get; init; }
}

/// <param name="Address">On the wire, from zero.</param>
/// <param name="Function">Modbus function codes that it takes: 1 and 5 coil, 3 and 4 read, 6 and 16 write.</param>
/// <param name="Scale">The value in <paramref name="Unit"/> is the raw one times this.</param>
internal sealed record ReferenceRegister(
    string Name, ushort Address, IReadOnlyList<int> Function, string Type, int Words, double Scale = 1, string? Unit = null, string? Notes = null)
{
    public bool IsWritten => Function.Any(code => code is 5 or 6 or 16);

    /// <summary>What writes <c>failsafeCurrentSet</c> is read at <c>failsafeCurrent</c>: one setting.</summary>
    public string Setting => Name.EndsWith("Set", StringComparison.Ordinal) ? Name[..^3] : Name;
}
