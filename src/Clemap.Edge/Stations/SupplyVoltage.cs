namespace Clemap.Edge.Stations;

/// <summary>The lowest phase voltage at the grid connection, V, for stations that are ordered in watts: too high a voltage would let too much current pass.</summary>
internal sealed class SupplyVoltage
{
    public const double NominalV = 230;
    private double lowestV = NominalV;

    /// <summary>In steps of 5 V, so that an order is not rewritten with each flicker.</summary>
    public double LowestV
    {
        get => Volatile.Read(ref lowestV);
        set => Volatile.Write(ref lowestV, Math.Clamp(Math.Floor(value / 5) * 5, 180, NominalV));
    }
}
