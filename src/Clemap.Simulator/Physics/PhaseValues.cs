using System.Runtime.CompilerServices;

namespace Clemap.Simulator.Physics;

/// <summary>Three numbers, one a phase.</summary>
[InlineArray(3)]
internal struct PhaseValues
{
    private double _first;

    public PhaseValues(double l1, double l2, double l3)
    {
        this[0] = l1;
        this[1] = l2;
        this[2] = l3;
    }

    public readonly double Sum => this[0] + this[1] + this[2];
}
