namespace Clemap.Simulator.Physics;

/// <summary>Which car belongs to a parking space.</summary>
internal static class ResidentCar
{
    private static readonly CarModel[] InOrder =
    [
        new(77_000, 3, 16),
        new(52_000, 1, 16),
        new(60_000, 3, 32),
        new(58_000, 3, 16),
        new(64_000, 3, 16),
        new(45_000, 1, 16),
    ];

    /// <summary>As configured, else by the place of the station in the list; a car never uses more phases than its station has.</summary>
    public static CarModel Of(ChargingPoint point)
    {
        var model = point.Station.Car is { } car
            ? new CarModel(car.CapacityWh, car.Phases, car.MaximumA)
            : InOrder[point.Index % InOrder.Length];
        return model.Phases > point.Phases ? model with { Phases = point.Phases } : model;
    }
}
