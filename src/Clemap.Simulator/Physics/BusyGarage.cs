namespace Clemap.Simulator.Physics;

/// <summary>
/// A garage worth watching at any hour: soon after the start most spaces are taken, with long charges ahead and one that ends soon; later
/// cars leave and others come.
/// </summary>
internal sealed class BusyGarage(Chance chance, long startsAt)
{
    private const int Stream = 700;
    private const int StreamsPerSpace = 10;
    private const int ArrivalSpacingS = 3;
    private const int LateArrivalS = 240;

    // Nearly full; it stops within minutes.
    private const int AlmostFullPlace = 3;

    public IEnumerable<Visit> At(ChargingPoint point)
    {
        var model = ResidentCar.Of(point);
        var stream = Stream + StreamsPerSpace * point.Index;
        var arrives = point.Index < 5 ? startsAt + 2 + ArrivalSpacingS * point.Index : startsAt + LateArrivalS;
        var leaves = arrives + (long)chance.Between(stream, startsAt, 3 * 3600, 6 * 3600);
        var stateOfCharge = point.Index == AlmostFullPlace ? 0.78 : chance.Between(stream + 1, startsAt, 0.2, 0.4);
        for (var n = 1L; ; n++)
        {
            yield return new Visit(arrives, leaves, model, stateOfCharge);
            arrives = leaves + (long)chance.Between(stream + 2, startsAt + n, 300, 2400);
            leaves = arrives + (long)chance.Between(stream + 3, startsAt + n, 2 * 3600, 9 * 3600);
            stateOfCharge = chance.Between(stream + 4, startsAt + n, 0.22, 0.6);
        }
    }
}
