using System.Globalization;
using Clemap.Contracts.Telemetry;
using Clemap.Edge.Meters;
using Clemap.Edge.Stations.Catalogue;

namespace Clemap.Edge.Stations;

/// <summary>Codes of a model → states of the product.</summary>
internal sealed class StateDecoder(StationDefinition definition)
{
    /// <summary>Below this a vehicle takes nothing, W: the current that counts as charging, at the nominal voltage.</summary>
    private const double ChargingFromW = PilotState.ChargingFromA * SupplyVoltage.NominalV;

    private readonly Dictionary<string, string> pilots = definition.States.ToDictionary(entry => Key(entry.Key), entry => entry.Value);

    /// <summary>The word of the definition, for example <c>C2</c>; <see langword="null"/> for a code that it does not know.</summary>
    public string? Pilot(RegisterImage image)
    {
        if (definition.Reads.State is not { } register)
            return null;
        string? code = register.IsText
            ? image.Text(register)
            : image.Value(register, definition.Connection.WordOrder)?.ToString(CultureInfo.InvariantCulture);
        string? pilot = code is null ? null : pilots.GetValueOrDefault(code);
        return pilot == "cable" ? HasVehicle(image) ? "B" : "A" : pilot;
    }

    /// <param name="pilot">As of <see cref="Pilot"/>.</param>
    public StationState State(string? pilot, RegisterImage image, PhaseValues currentA, double? activeW)
    {
        if (definition.Available is { } available && image.Value(definition.Reads.Availability, definition.Connection.WordOrder) != available)
            return StationState.NotInOperation;
        if (definition.Reads.State is null)
            return StationState.Occupied; // it tells nothing: whatever it was given may flow
        return pilot switch
        {
            "A" => StationState.Free,
            "B" or "C1" or "D1" => StationState.Occupied,
            "C" or "C2" or "D" or "D2" => Charging(currentA.Dominant, activeW),
            _ => StationState.NotInOperation,
        };
    }

    /// <summary>The contactor is closed.</summary>
    public static bool IsEnergised(string? pilot) => pilot is "C" or "C2" or "D" or "D2";

    /// <summary>Numbers may be written in hexadecimal.</summary>
    public static string Key(string raw) => raw.StartsWith("0x", StringComparison.OrdinalIgnoreCase)
        && ulong.TryParse(raw.AsSpan(2), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out ulong number)
            ? number.ToString(CultureInfo.InvariantCulture)
            : raw;

    private StationState Charging(double? currentA, double? activeW) =>
        currentA is null && activeW is not null ? activeW > ChargingFromW ? StationState.Charging : StationState.Occupied
        : currentA is null && definition.Reads is { Current: null, Power: null } ? StationState.Charging // without a meter it is believed
        : PilotState.Of('C', currentA);

    private bool HasVehicle(RegisterImage image) =>
        image.Value(definition.Reads.Cable, definition.Connection.WordOrder) is { } cable && definition.Cable is { } rule
        && (((ulong)cable & (rule.Bits ?? 0)) != 0 || cable >= rule.From);
}
