using System.Globalization;
using System.Text.Json;
using Clemap.Edge.Meters;

namespace Clemap.Edge.Stations.Ocpp;

/// <summary>The values of one moment in a <c>MeterValues</c> message, by terminal; what the station did not tell is missing.</summary>
internal sealed record MeasuredValues
{
    public PhaseValues CurrentA { get; init; }
    public PhaseValues VoltageV { get; init; }
    public PhaseValues ActiveW { get; init; }

    /// <summary>Of all phases together.</summary>
    public double? TotalW { get; init; }

    public double? ImportWh { get; init; }
    public double? ExportWh { get; init; }

    /// <summary>What the station offers the car, A per phase.</summary>
    public double? OfferedA { get; init; }

    /// <param name="phases">Of the station: what is told without a phase is that of a station with one.</param>
    public static MeasuredValues Of(IEnumerable<SampledValue> samples, int phases)
    {
        var told = new Dictionary<(string Measurand, int Phase), double>();
        foreach (var sample in samples)
            // A value of the supply side or of the car's own meter is another quantity.
            if (sample is { Format: null or "Raw", Location: null or "Outlet" }
                && PhaseOf(sample.Phase) is { } phase && NumberOf(sample.Value) is { } number
                && FactorOf(sample.Measurand ?? "Energy.Active.Import.Register", sample.Unit) is { } factor)
                told[(sample.Measurand ?? "Energy.Active.Import.Register", phase)] = number * factor;

        double? Total(string measurand) => told.TryGetValue((measurand, 0), out double value) ? value : null;
        PhaseValues Phases(string measurand)
        {
            double? Of(int phase) => told.TryGetValue((measurand, phase), out double value) ? value : null;
            var each = new PhaseValues(Of(1), Of(2), Of(3));
            return phases == 1 && each == default ? new(Total(measurand), null, null) : each;
        }

        double? Whole(string measurand) =>
            Total(measurand) ?? (Phases(measurand) is var each && Count(each) >= phases ? each.Sum : null);

        return new MeasuredValues
        {
            CurrentA = Phases("Current.Import"),
            VoltageV = Phases("Voltage"),
            ActiveW = Phases("Power.Active.Import"),
            TotalW = Whole("Power.Active.Import"),
            ImportWh = Whole("Energy.Active.Import.Register") is { } imported and >= 0 ? imported : null,
            ExportWh = Whole("Energy.Active.Export.Register") is { } exported and >= 0 ? exported : null,
            OfferedA = Total("Current.Offered") ?? Phases("Current.Offered").Dominant,
        };
    }

    /// <summary>Power by terminal; where only the sum is told, as the currents share it.</summary>
    public PhaseValues SharedW(int phases)
    {
        if (ActiveW != default || TotalW is not { } totalW)
            return ActiveW;
        var currentA = CurrentA;
        double sumA = currentA.Sum ?? 0;
        double? Share(int phase) => phase >= phases ? null : sumA > 0 ? totalW * (currentA[phase] ?? 0) / sumA : totalW / phases;
        return new(Share(0), Share(1), Share(2));
    }

    private static int Count(PhaseValues values) => (values.L1 is null ? 0 : 1) + (values.L2 is null ? 0 : 1) + (values.L3 is null ? 0 : 1);

    /// <returns>0 for none, <see langword="null"/> for one that is not a phase, such as the neutral or a voltage between phases.</returns>
    private static int? PhaseOf(string? phase) => phase switch
    {
        null => 0,
        "L1" or "L1-N" => 1,
        "L2" or "L2-N" => 2,
        "L3" or "L3-N" => 3,
        _ => null,
    };

    private static double? NumberOf(JsonElement? value)
    {
        double number;
        bool isNumber = value switch
        {
            { ValueKind: JsonValueKind.String } text =>
                double.TryParse(text.GetString(), NumberStyles.Float, CultureInfo.InvariantCulture, out number),
            { ValueKind: JsonValueKind.Number } plain => plain.TryGetDouble(out number),
            _ => Not(out number),
        };
        return isNumber && double.IsFinite(number) && Math.Abs(number) < 1e15 ? number : null;
    }

    private static bool Not(out double number)
    {
        number = 0;
        return false;
    }

    /// <summary>Into Wh, W, V and A; a unit that does not belong to the measurand spoils the value.</summary>
    private static double? FactorOf(string measurand, string? unit) => (measurand.Split('.')[0], unit) switch
    {
        ("Energy", null or "Wh") => 1,
        ("Energy", "kWh") => 1000,
        ("Power", null or "W") => 1,
        ("Power", "kW") => 1000,
        ("Current", null or "A") => 1,
        ("Voltage", null or "V") => 1,
        _ => null,
    };
}
