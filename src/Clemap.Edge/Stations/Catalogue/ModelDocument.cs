using Clemap.Edge.Modbus;

namespace Clemap.Edge.Stations.Catalogue;

/// <summary>One model of the catalogue, for people and other programs.</summary>
/// <param name="Protocol"><c>modbus</c> with its transports, for example <c>modbus rtu</c>; or <c>http</c>, <c>udp</c>, <c>gpio</c>, <c>ocpp 1.6j</c>, <c>cloud</c>.</param>
/// <param name="Confidence"><c>high</c>, <c>medium</c> or <c>low</c>.</param>
/// <param name="Experimental">Its registers were never seen at a station: try it with somebody beside it.</param>
internal sealed record ModelDocument(
    string Id, string Maker, string Model, string Protocol, string Confidence, bool Experimental, ModelCapabilities Capabilities);

/// <param name="LimitUnit"><c>A</c> per phase, <c>W</c> of all phases, or <c>none</c> for one that takes no orders.</param>
/// <param name="Resolution">The smallest step of a limit, in <paramref name="LimitUnit"/>; absent when any value can be set.</param>
/// <param name="Pause"><c>limit</c>, <c>release</c>, <c>both</c>, <c>switch</c> or <c>none</c>.</param>
/// <param name="PhaseSwitching">The station can change between one and three phases.</param>
/// <param name="Card">It tells the card of the session.</param>
/// <param name="Currents">It measures the current of each phase.</param>
/// <param name="Energy"><c>lifetime</c>, <c>session</c> or <c>none</c>.</param>
/// <param name="Fallback">What makes it fall back, for example <c>lifeBit</c>.</param>
/// <param name="FallsBack">It holds the fallback that was commissioned; otherwise it is planned at its maximum.</param>
/// <param name="FallbackS">Seconds until it is at its fallback.</param>
/// <param name="Firmware">The oldest that this works with.</param>
internal sealed record ModelCapabilities(
    string LimitUnit, double? Resolution, string Pause, bool PhaseSwitching, bool Card, bool Currents, string Energy, string Fallback, bool FallsBack,
    double? FallbackS, string? Firmware)
{
    public static ModelDocument Of(StationDefinition definition)
    {
        var (reads, limit, fallback) = (definition.Reads, definition.Limit, definition.Fallback);
        bool isPower = Units.QuantityOf(limit.Unit) == Quantity.Power;
        bool isFloat = limit.Type is RegisterType.Float32 or RegisterType.Float64;
        return new ModelDocument(
            definition.Id, definition.Maker, definition.Model, "modbus " + string.Join(", ", definition.Connection.Transports.Select(Word)),
            Word(definition.Confidence), definition.IsExperimental,
            new ModelCapabilities(
                isPower ? "W" : "A", limit.Step ?? (isFloat ? null : limit.Factor),
                definition.Pause switch { { Limit: not null, Release: not null } => "both", { Release: not null } => "release", _ => "limit" },
                definition.PhaseSwitch is not null, reads.Card is not null, reads.Current is not null,
                reads.EnergyImport is not null || reads.PhaseEnergy is not null ? "lifetime" : reads.SessionEnergy is not null ? "session" : "none",
                Word(fallback.Class), fallback.IsHeld, fallback.IsHeld ? fallback.TimeS : null, definition.Firmware));
    }

    private static string Word<T>(T value)
        where T : struct, Enum =>
        value is ModbusTransport
            ? System.Text.Json.JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString())
            : System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(value.ToString());
}
