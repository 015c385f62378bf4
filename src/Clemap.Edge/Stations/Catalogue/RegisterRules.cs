using System.Text.Json;

namespace Clemap.Edge.Stations.Catalogue;

/// <summary>What must hold of single registers.</summary>
internal static class RegisterRules
{
    public static string Name(RegisterType type) => JsonNamingPolicy.CamelCase.ConvertName(type.ToString());

    public static void CheckReads(ReadsDefinition reads, Action<bool, string, string> rule)
    {
        (string Name, ReadRegister? Register, Quantity Quantity)[] single =
        [
            ("state", reads.State, Quantity.Code), ("cable", reads.Cable, Quantity.Code), ("availability", reads.Availability, Quantity.Code),
            ("power", reads.Power, Quantity.Power), ("inputPower", reads.InputPower, Quantity.Power), ("apparentPower", reads.ApparentPower, Quantity.Power),
            ("reactivePower", reads.ReactivePower, Quantity.Power), ("powerFactor", reads.PowerFactor, Quantity.Share),
            ("energyImport", reads.EnergyImport, Quantity.Energy), ("energyExport", reads.EnergyExport, Quantity.Energy),
            ("sessionEnergy", reads.SessionEnergy, Quantity.Energy), ("sessionExport", reads.SessionExport, Quantity.Energy),
            ("card", reads.Card, Quantity.Code), ("offeredPower", reads.OfferedPower, Quantity.Power),
        ];
        foreach (var (name, register, quantity) in single)
            if (register is not null)
                CheckRead(register, register.At, quantity, $"$.reads.{name}", rule);
        CheckShown(reads.SetPoint, "$.reads.setPoint", rule);
        CheckShown(reads.AppliedLimit, "$.reads.appliedLimit", rule);
        CheckPhases(reads.Current, Quantity.Current, "$.reads.current", rule);
        CheckPhases(reads.Voltage, Quantity.Voltage, "$.reads.voltage", rule);
        CheckPhases(reads.PhasePower, Quantity.Power, "$.reads.phasePower", rule);
        CheckPhases(reads.PhaseEnergy, Quantity.Energy, "$.reads.phaseEnergy", rule);
    }

    public static void CheckRead(ReadFormat format, int at, Quantity quantity, string field, Action<bool, string, string> rule)
    {
        rule(format.Function is >= 1 and <= 4, $"{field}.function", "must be 1 to 4");
        rule(format.Function is 1 or 2 == (format.Type == RegisterType.Bit), $"{field}.type", "is bit for the functions 1 and 2, and for no other");
        rule(at + format.WordCount <= 65536, $"{field}.at", "lies beyond the last register");
        CheckFormat(format, field, rule);
        if (quantity == Quantity.Code)
            rule(format.Unit is null, $"{field}.unit", "does not go with a code");
        else
            rule(Units.QuantityOf(format.Unit) == quantity, $"{field}.unit", $"must be one of {Units.Of(quantity)}");
    }

    /// <param name="most">The highest raw number that is written.</param>
    public static void CheckWrite(RegisterFormat format, byte function, string field, double most, Action<bool, string, string> rule)
    {
        rule(function is 5 or 6 or 16, $"{field}.function", "must be 5, 6 or 16");
        rule(function != 6 || format.WordCount == 1, $"{field}.function", "must be 16: function 6 writes one register");
        rule(function == 5 == (format.Type == RegisterType.Bit), $"{field}.type", "is bit for function 5, and for no other");
        rule(!format.IsText, $"{field}.type", "must be a number");
        rule(format.Unit is null || Units.QuantityOf(format.Unit) != Quantity.Code, $"{field}.unit", "is not known");
        CheckFormat(format, field, rule);
        var (lowest, highest) = RegisterCodec.Range(format.Type);
        rule(format.IsText || (most >= lowest && most <= highest), field, $"writes up to {most:0.###}, more than the type {Name(format.Type)} holds");
    }

    private static void CheckFormat(RegisterFormat format, string field, Action<bool, string, string> rule)
    {
        rule(format.Scale > 0, $"{field}.scale", "must be above 0");
        bool isLong = format.Type is RegisterType.Text or RegisterType.WideText;
        rule(!isLong || format.Words is >= 1 and <= 120, $"{field}.words", "must be 1 to 120 for a text");
        rule(isLong || format.Words is null, $"{field}.words", "is for texts only: the type says the length");
    }

    private static void CheckShown(ReadRegister? register, string field, Action<bool, string, string> rule)
    {
        if (register is not null)
            CheckRead(register, register.At, Units.QuantityOf(register.Unit) == Quantity.Power ? Quantity.Power : Quantity.Current, field, rule);
    }

    private static void CheckPhases(PhaseRegisters? registers, Quantity quantity, string field, Action<bool, string, string> rule)
    {
        if (registers is null)
            return;
        rule(registers.At.Count == 3, $"{field}.at", "must be three registers");
        CheckRead(registers, registers.At.Count > 0 ? registers.At.Max() : 0, quantity, field, rule);
    }
}
