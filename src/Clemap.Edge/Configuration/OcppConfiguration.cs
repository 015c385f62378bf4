
namespace Clemap.Edge.Configuration;

/// <summary>Where stations that speak OCPP 1.6J connect to; absent, nothing listens.</summary>
/// <remarks>Defaults are settable, because the generated reader overwrites the default of an init-only property that is absent in the file.</remarks>
internal sealed record OcppConfiguration
{
    /// <summary>8887 is usual; 0 takes any free one.</summary>
    public required int Port { get; init; }

    /// <summary>Of the network card that is served; <c>0.0.0.0</c> for all.</summary>
    public string Address { get; set; } = "0.0.0.0";

    /// <summary>Cards that may charge; absent: all. Where a back end answers, it decides instead.</summary>
    public IReadOnlyList<string>? Cards { get; init; }

    /// <summary>Passwords and back ends, for the devices that have one.</summary>
    public IReadOnlyList<ChargePointConfiguration>? ChargePoints { get; init; }
}

/// <summary>One device with one connection; it may have several connectors, which are stations of their own here.</summary>
/// <param name="Password">For HTTP Basic, the identity is the user; absent: none is asked for.</param>
internal sealed record ChargePointConfiguration(string Identity, string? Password = null, ForwardConfiguration? Forward = null);

/// <summary>The back end that bills: it hears what the station says and may command what does not concern the limits.</summary>
/// <param name="Url"><c>ws</c> or <c>wss</c>; the identity is put behind it.</param>
internal sealed record ForwardConfiguration(string Url, string? Password = null);

/// <summary>Which part of which device a station is.</summary>
internal sealed record OcppStationConfiguration(string Identity)
{
    public int Connector { get; set; } = 1;

    /// <summary>The device takes no profile that ends by itself: it goes on with its last order when it is alone.</summary>
    public bool KeepsProfile { get; init; }
}
