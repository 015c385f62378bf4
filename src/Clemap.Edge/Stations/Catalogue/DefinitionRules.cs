using System.Text.RegularExpressions;
using Clemap.Edge.Modbus;

namespace Clemap.Edge.Stations.Catalogue;

/// <summary>What a definition must hold before a station is ordered by it. Rules of single registers are in <see cref="RegisterRules"/>.</summary>
internal static partial class DefinitionRules
{
    private static readonly string[] Pilots = ["A", "B", "C", "C1", "C2", "D", "D1", "D2", "E", "F", "cable", "none"];

    public static void Check(StationDefinition definition, Action<bool, string, string> rule)
    {
        rule(Id().IsMatch(definition.Id), "$.id", "must be small letters, digits and hyphens");
        rule(definition.Maker.Length > 0, "$.maker", "must not be empty");
        rule(definition.Model.Length > 0, "$.model", "must not be empty");
        CheckConnection(definition.Connection, rule);
        CheckReading(definition.Reading, rule);
        RegisterRules.CheckReads(definition.Reads, rule);
        CheckStates(definition, rule);
        CheckLimit(definition, rule);
        CheckPause(definition, rule);
        foreach (var (i, write) in definition.Setup.Index())
            RegisterRules.CheckWrite(write, write.Function, $"$.setup[{i}]", write.Value, rule);
        FallbackRules.Check(definition, rule);
        if (definition.PhaseSwitch is { } phases)
        {
            rule(phases.Function is 5 or 6 or 16, "$.phaseSwitch.function", "must be 5, 6 or 16");
            rule(phases.OnePhase != phases.ThreePhases, "$.phaseSwitch.threePhases", "must not be the value for one phase");
        }
    }

    private static void CheckConnection(ConnectionDefinition connection, Action<bool, string, string> rule)
    {
        rule(connection.Transports.Count > 0, "$.connection.transports", "must name one at least");
        rule(connection.Port is > 0 and <= 65535, "$.connection.port", "must be 1 to 65535");
        rule(connection.GapMs is >= 0 and <= 1000, "$.connection.gapMs", "must be 0 to 1000");
        rule(connection.Retries is >= 0 and <= 3, "$.connection.retries", "must be 0 to 3");
        bool isSerial = connection.Transports.Any(transport => transport is ModbusTransport.Rtu or ModbusTransport.Ascii);
        rule(!isSerial || connection.Serial is not null, "$.connection.serial", "is needed for rtu and ascii");
        if (connection.Serial is not { } serial)
            return;
        rule(serial.Baud is >= 300 and <= 1_000_000, "$.connection.serial.baud", "must be 300 to 1000000");
        rule(IsFraming(serial.Framing), "$.connection.serial.framing", "must be data bits, parity and stop bits, for example 8E1");
    }

    public static bool IsFraming(string framing) => Framing().IsMatch(framing);

    private static void CheckReading(ReadingDefinition reading, Action<bool, string, string> rule)
    {
        rule(reading.IntervalS is >= 0 and <= 4, "$.reading.intervalS", "must be 0 to 4: a station that says nothing for 5 s counts as silent");
        rule(reading.MaxWords is >= 1 and <= ModbusRequest.MaximumReadRegisters, "$.reading.maxWords", "must be 1 to 125");
        foreach (var (i, block) in reading.Blocks.Index())
            rule(
                block.Words is >= 1 and <= ModbusRequest.MaximumReadRegisters && block.Function is 3 or 4,
                $"$.reading.blocks[{i}]", "must have 1 to 125 words and function 3 or 4");
        rule(reading.BridgeWords is >= 0 and < ModbusRequest.MaximumReadRegisters, "$.reading.bridgeWords", "must be 0 to 124");
    }

    private static void CheckStates(StationDefinition definition, Action<bool, string, string> rule)
    {
        rule(definition.Reads.State is null == (definition.States.Count == 0), "$.states", "go with reads.state: one needs the other");
        foreach (var (raw, pilot) in definition.States)
            rule(Pilots.Contains(pilot), $"$.states.{raw}", $"must be one of {string.Join(", ", Pilots)}");
        bool needsCable = definition.States.Values.Contains("cable");
        rule(!needsCable || (definition.Reads.Cable is not null && definition.Cable is not null), "$.cable", "and reads.cable are needed: a state asks the cable");
        rule(definition.Cable is not { Bits: null, From: null }, "$.cable", "needs bits or from");
        rule(definition.Available is null || definition.Reads.Availability is not null, "$.available", "needs reads.availability");
        rule(
            !definition.Reading.CurrentFromPower || definition.Reads is { Current: null, Power: not null },
            "$.reading.currentFromPower", "needs reads.power, and goes without reads.current");
    }

    private static void CheckLimit(StationDefinition definition, Action<bool, string, string> rule)
    {
        var limit = definition.Limit;
        rule(limit.At.Count is 1 or 3, "$.limit.at", "must be one register, or one for each phase");
        bool isPower = Units.QuantityOf(limit.Unit) == Quantity.Power;
        rule(isPower || Units.QuantityOf(limit.Unit) == Quantity.Current, "$.limit.unit", $"must be one of {Units.Of(Quantity.Current)}, {Units.Of(Quantity.Power)}");
        rule(!isPower || limit.At.Count == 1, "$.limit.at", "must be one register: a power is of all phases");
        rule(limit.Lowest >= 0, "$.limit.lowest", "must not be negative");
        rule(limit.Highest > limit.Lowest, "$.limit.highest", "must be above lowest");
        rule(limit.Step is null or > 0, "$.limit.step", "must be above 0");
        rule(limit.Highest / (limit.Step ?? limit.Factor) < int.MaxValue, "$.limit.step", "is too small");
        rule(limit.MinIntervalS is >= 0 and <= 60, "$.limit.minIntervalS", "must be 0 to 60");
        rule(limit.RefreshS is > 0 and <= 3600, "$.limit.refreshS", "must be above 0 and at most 3600");
        RegisterRules.CheckWrite(limit, limit.Function, "$.limit", limit.Highest / limit.Factor, rule);
        if (limit.OtherScale is not { } other)
            return;
        rule(other.Scale > 0 && other.Scale < limit.Scale, "$.limit.otherScale.scale", "must be below the scale of the limit: the limit takes the smaller numbers until it is seen");
        rule(other.RawFrom > limit.Highest / limit.Factor, "$.limit.otherScale.rawFrom", "must be above every number of the limit's own scale");
        rule(other.Firmware is null == other.FirmwareFrom is null, "$.limit.otherScale.firmwareFrom", "goes with firmware");
        rule(other.FirmwareFrom is null || Version.TryParse(other.FirmwareFrom, out _), "$.limit.otherScale.firmwareFrom", "must be a version, for example 2.135");
        if (other.Firmware is { } firmware)
            RegisterRules.CheckRead(firmware, firmware.At, Quantity.Code, "$.limit.otherScale.firmware", rule);
    }

    private static void CheckPause(StationDefinition definition, Action<bool, string, string> rule)
    {
        var (pause, limit) = (definition.Pause, definition.Limit);
        rule(pause.Limit is not null || pause.Release is not null, "$.pause", "needs limit or release: without one nothing stops a vehicle");
        if (pause.Limit is { } raw)
        {
            var (lowest, highest) = RegisterCodec.Range(limit.Type);
            rule(raw != 0 || !limit.ZeroLifts, "$.pause.limit", "must not be 0: it lifts the limit of this model");
            rule(raw >= lowest && raw <= highest, "$.pause.limit", $"must fit a register of type {RegisterRules.Name(limit.Type)}");
            rule(
                raw * limit.Factor < Math.Max(limit.Lowest, 0.001) || raw * limit.Factor > limit.Highest,
                "$.pause.limit", "must not be a value that lets current flow");
        }
        if (pause.Release is not { } release)
            return;
        rule(release.Function is 5 or 6 or 16, "$.pause.release.function", "must be 5, 6 or 16");
        rule(release.On != release.Off, "$.pause.release.on", "must not be the value that takes the release away");
        rule(release.ReadFunction is null or 1 or 2 or 3 or 4, "$.pause.release.readFunction", "must be 1 to 4");
        rule(release.Function != 5 || release is { On: <= 1, Off: <= 1 }, "$.pause.release.on", "must be 0 or 1 for a coil");
    }

    [GeneratedRegex("^[a-z0-9]+(-[a-z0-9]+)*$")]
    private static partial Regex Id();

    [GeneratedRegex("^[78][NEO][12]$")]
    private static partial Regex Framing();
}
