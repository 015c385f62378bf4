namespace Clemap.Edge.Stations.Catalogue;

/// <summary>What must hold of a fallback, so that silence is never longer than the station bears while the controller lives.</summary>
internal static class FallbackRules
{
    public static void Check(StationDefinition definition, Action<bool, string, string> rule)
    {
        var fallback = definition.Fallback;
        rule(fallback.OnSilence.Length > 0, "$.fallback.onSilence", "must not be empty");
        rule(fallback.TimeS is null or (>= 1 and <= 3600), "$.fallback.timeS", "must be 1 to 3600");
        rule(!fallback.IsHeld || fallback.TimeS is not null, "$.fallback.timeS", "is needed: the load control reckons with it");
        bool isNone = fallback.Class is FallbackClass.None or FallbackClass.Unknown;
        rule(!isNone || !fallback.IsHeld, "$.fallback.class", "must say what makes it fall back when there is a fallback to hold");
        foreach (var (i, register) in fallback.Registers.Index())
            CheckRegister(definition, register, $"$.fallback.registers[{i}]", rule);
        if (fallback.Heartbeat is { } heartbeat)
        {
            rule(heartbeat.Value is not null || fallback.TimeS is not null, "$.fallback.heartbeat.value", "is needed, or timeS to be written in its place");
            RegisterRules.CheckWrite(
                heartbeat, heartbeat.Function, "$.fallback.heartbeat", heartbeat.Value ?? (fallback.TimeS ?? 0) / heartbeat.Factor, rule);
            rule(heartbeat.EveryS >= 1, "$.fallback.heartbeat.everyS", "must be 1 at least");
            rule(fallback.TimeS is null || heartbeat.EveryS <= fallback.TimeS / 2, "$.fallback.heartbeat.everyS", "must be half of timeS at most: one write may be lost");
        }
        rule(fallback.Class != FallbackClass.LifeBit || fallback.Heartbeat is not null, "$.fallback.heartbeat", "is needed for the class lifeBit");
        rule(
            fallback.Class != FallbackClass.RepeatedWrite || fallback.Heartbeat is not null || definition.Limit.RefreshS <= fallback.TimeS / 2,
            "$.limit.refreshS", "must be half of fallback.timeS at most, or there must be a heartbeat: the set point expires");
    }

    private static void CheckRegister(StationDefinition definition, FallbackRegister register, string field, Action<bool, string, string> rule)
    {
        var fallback = definition.Fallback;
        var quantity = register.Holds switch
        {
            FallbackValue.Current => Quantity.Current,
            FallbackValue.Power => Quantity.Power,
            FallbackValue.Timeout => Quantity.Time,
            _ => Quantity.Code,
        };
        rule(register.Write is not null || register.Check is not null, field, "needs write or check");
        rule(register.Holds == FallbackValue.Constant == register.Value is not null, $"{field}.value", "is for constants, and they need it");
        rule(register.Holds != FallbackValue.Timeout || fallback.TimeS is not null, "$.fallback.timeS", "is needed: a register takes it");
        if (register.Check is { } check)
            RegisterRules.CheckRead(check, check.At, quantity, $"{field}.check", rule);
        if (register.Write is not { } write)
            return;
        double most = register.Holds switch
        {
            FallbackValue.Current => Math.Min(definition.Limit.Highest, 80) / write.Factor,
            FallbackValue.Timeout => (fallback.TimeS ?? 0) / write.Factor,
            FallbackValue.Constant => register.Value ?? 0,
            _ => 0,
        };
        RegisterRules.CheckWrite(write, write.Function, $"{field}.write", most, rule);
        rule(Units.QuantityOf(write.Unit) == quantity, $"{field}.write.unit", quantity == Quantity.Code ? "does not go with a constant" : $"must be one of {Units.Of(quantity)}");
    }
}
