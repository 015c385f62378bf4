using System.Net;
using System.Text.Json.Serialization;
using Clemap.Contracts.Sites;
using Clemap.Edge.Modbus;
using Clemap.Edge.Stations;
using Clemap.LoadControl.Electrical;

namespace Clemap.Edge.Configuration;

/// <summary>edge.json: what the electrician commissioned. Currents in A per phase.</summary>
internal sealed record EdgeConfiguration
{
    public required string Serial { get; init; }

    /// <summary>Key, outbox and last desired state; relative paths count from the folder of edge.json.</summary>
    public required string DataDir { get; init; }

    /// <summary>How large the database may become, MB.</summary>
    /// <remarks>Settable, because the generated reader overwrites the default of an init-only property that is absent in the file.</remarks>
    public int StorageMB { get; set; } = 1500;

    /// <summary>Absent: the controller works alone.</summary>
    public CloudConfiguration? Cloud { get; init; }

    /// <summary>Port of the local API on loopback; 0 takes any free one.</summary>
    public required int LocalPort { get; init; }

    /// <summary>The dashboard on the local network; absent: nothing listens there.</summary>
    public LocalConfiguration? Local { get; init; }

    /// <summary>What the building takes at most without charging; the fail-safe budget is reckoned with it.</summary>
    public required double BaseLoadA { get; init; }

    /// <summary>A meter that says exactly the same for so long is not believed; <see langword="null"/> for meters that are too coarse to tremble.</summary>
    /// <remarks>Settable, because the generated reader overwrites the default of an init-only property that is absent in the file.</remarks>
    public double? FrozenAfterS { get; set; } = 60;

    /// <summary>Absent: no ripple-control receiver is wired.</summary>
    public GridOperatorConfiguration? GridOperator { get; init; }

    /// <summary>The mean import of a quarter hour that shall not be exceeded, W; absent: no cap.</summary>
    public double? PeakCapW { get; init; }

    /// <summary>Absent: no building management system is served.</summary>
    public BuildingConfiguration? Building { get; init; }

    /// <summary>Absent: no station connects by OCPP.</summary>
    public OcppConfiguration? Ocpp { get; init; }

    /// <summary>Absent: no station and no meter is reached through its maker's cloud.</summary>
    public IReadOnlyList<CloudAccountConfiguration>? CloudAccounts { get; init; }

    public required IReadOnlyList<CircuitConfiguration> Circuits { get; init; }
    public required IReadOnlyList<MeterConfiguration> Meters { get; init; }
    public required IReadOnlyList<StationConfiguration> Stations { get; init; }

    /// <summary>The models that <see cref="Stations"/> may name: those of the program, and of the folder <c>stations</c> beside edge.json.</summary>
    [JsonIgnore]
    public StationModels Models { get; set; } = StationModels.BuiltIn;
    /// <summary>The file it was read from.</summary>
    [JsonIgnore]
    public string? SourceFile { get; init; }
}

/// <param name="HttpsPort">0 takes any free one.</param>
/// <param name="Address">Of this box; absent: all of them.</param>
internal sealed record LocalConfiguration(int HttpsPort, string? Address = null);

/// <param name="OneTimeCode">Needed for the first connection only.</param>
internal sealed record CloudConfiguration(string Address, string? OneTimeCode = null)
{
    /// <summary>Absent: what the environment says (<c>HTTPS_PROXY</c>), else straight.</summary>
    public ProxyConfiguration? Proxy { get; init; }
}

/// <summary>The HTTP proxy through which this site reaches the internet.</summary>
internal sealed record ProxyConfiguration(string Address, string? User = null, string? Password = null)
{
    public WebProxy ToWebProxy() => new(Address) { Credentials = User is null ? null : new NetworkCredential(User, Password) };
}

internal sealed record CircuitConfiguration(Guid Id, string Name, double RatingA, Guid? ParentId = null, Guid? MeterId = null)
{
    /// <summary>The most that generators behind its meter can feed; 0 when there are none, absent when nobody wrote it down.</summary>
    public double? GenerationA { get; init; }

    /// <summary>What may flow back out of it; absent: as much as the fuse carries.</summary>
    public double? ExportRatingA { get; init; }

    /// <summary>How far charging may load one phase more than another; absent: no limit.</summary>
    public double? UnbalanceLimitA { get; init; }

    /// <summary>In place of a meter: the load to reckon with at all times beside charging.</summary>
    [JsonConverter(typeof(PerPhaseJson))]
    public PhaseCurrents? StaticBaseLoadA { get; init; }
}

/// <param name="Host">Empty, with port and unit of no use, for a meter that is read through its maker's cloud.</param>
internal sealed record MeterConfiguration(Guid Id, string Name, MeterKind Kind, string Model, string Host = "", int Port = 0, int Unit = 1)
{
    /// <summary>For a meter that is read through its maker's cloud.</summary>
    public CloudDeviceConfiguration? Cloud { get; init; }

    /// <summary>Primary by secondary current of transformers that the meter was not told of, for example 80 for 400/5; absent: 1.</summary>
    public double? CtRatio { get; init; }

    /// <summary>What the transformers are built for, A per phase: a value well above that is not believed, since they saturate there.</summary>
    public double? CtRatedA { get; init; }
}

/// <summary>A meter that belongs to one station and is no source of its own.</summary>
internal sealed record SubmeterConfiguration(string Host, int Port, int Unit, string Model);

/// <summary>A serial port; what is left out is as the model has it.</summary>
/// <param name="Device">For example <c>/dev/ttyUSB0</c>.</param>
/// <param name="Framing">Data bits, parity and stop bits, for example <c>8E1</c>.</param>
internal sealed record SerialConfiguration(string Device, int? Baud = null, string? Framing = null);

/// <param name="Chip">0 for /dev/gpiochip0.</param>
internal sealed record GpioOutputConfiguration(int Chip, int Line);

internal sealed record StationConfiguration
{
    public required Guid Id { get; init; }
    public required string Name { get; init; }
    public required Guid CircuitId { get; init; }
    public required string Model { get; init; }

    /// <summary>Empty for a station on a serial bus.</summary>
    public string Host { get; set; } = "";

    /// <summary>The model's own unless given.</summary>
    public int? Port { get; init; }

    /// <summary>The model's first unless given.</summary>
    public ModbusTransport? Transport { get; init; }

    /// <summary>The bus of a station that is not reached by <see cref="Host"/>.</summary>
    public SerialConfiguration? Serial { get; init; }

    /// <summary>Modbus unit, the model's own unless given; without meaning for a REST station.</summary>
    public int? Unit { get; init; }
    public bool Switched { get; init; }
    public required int Phases { get; init; }
    public required string Rotation { get; init; }
    public required double MinimumA { get; init; }
    public required double MaximumA { get; init; }
    public required double FallbackA { get; init; }
    public SubmeterConfiguration? Meter { get; init; }

    /// <summary>The device's own output that switches the station, of the model <c>gpio-relay</c>.</summary>
    public GpioOutputConfiguration? Gpio { get; init; }

    /// <summary>For a station that speaks OCPP.</summary>
    public OcppStationConfiguration? Ocpp { get; init; }

    /// <summary>For a station that is reached through its maker's cloud.</summary>
    public CloudDeviceConfiguration? Cloud { get; init; }

    /// <summary>Its share against others of its class: 2 gets twice as much as 1; absent: 1.</summary>
    public double? Weight { get; init; }

    /// <summary>Switched stations with the same name here hang on one output.</summary>
    public string? SwitchGroup { get; init; }

    /// <summary>How long the contactor of a switched station stays closed at least.</summary>
    public double? MinimumOnS { get; init; }

    /// <summary>How long the contactor of a switched station stays open at least.</summary>
    public double? MinimumOffS { get; init; }
}
