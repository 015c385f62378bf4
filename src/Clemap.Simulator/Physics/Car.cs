namespace Clemap.Simulator.Physics;

/// <summary>A car as its driver parked it. It follows an offered current after its reaction time, draws less near the end and stops when full.</summary>
internal sealed class Car(CarModel model, double stateOfCharge)
{
    public const double FullAt = 0.8;

    private const double TaperFrom = 0.75;
    private const double TaperTo = 0.55;
    private const double BatteryEfficiency = 0.92;

    public CarModel Model => model;

    public double StateOfCharge { get; private set; } = stateOfCharge;

    /// <summary>Full is full until the driver comes: a car does not start again by itself.</summary>
    public bool Full { get; private set; } = stateOfCharge >= FullAt;

    /// <param name="allowedA">What the car has understood it may draw, A a phase; less than the minimum of the pilot is "wait".</param>
    public double CurrentA(double allowedA, double minimumA)
    {
        if (Full || allowedA < minimumA || allowedA <= 0) return 0;
        var wantedA = model.MaximumA;
        if (StateOfCharge > TaperFrom)
            wantedA = Math.Max(minimumA, wantedA * (1 - (1 - TaperTo) * (StateOfCharge - TaperFrom) / (FullAt - TaperFrom)));
        return Math.Min(allowedA, wantedA);
    }

    public void Charge(double energyWh)
    {
        StateOfCharge += energyWh * BatteryEfficiency / model.CapacityWh;
        if (StateOfCharge >= FullAt) Full = true;
    }
}

/// <param name="Phases">Phases of its on-board charger: 1 or 3.</param>
/// <param name="MaximumA">A a phase.</param>
internal sealed record CarModel(double CapacityWh, int Phases, double MaximumA);
