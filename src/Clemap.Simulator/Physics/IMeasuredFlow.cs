namespace Clemap.Simulator.Physics;

/// <summary>A place where a meter is mounted. Signed: positive flows the way that the meter counts as import.</summary>
internal interface IMeasuredFlow
{
    PhaseValues VoltageV { get; }
    PhaseValues CurrentA { get; }
    PhaseValues PowerW { get; }
    PhaseValues ReactiveVar { get; }
    EnergyRegister Energy { get; }
}
