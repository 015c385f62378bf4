namespace Clemap.Simulator.Physics;

/// <summary>The flow at the grid connection or at the inverter.</summary>
internal sealed class SiteFlow : IMeasuredFlow
{
    public PhaseValues VoltageV { get; private set; } = new(230, 230, 230);
    public PhaseValues CurrentA { get; private set; }
    public PhaseValues PowerW { get; private set; }
    public PhaseValues ReactiveVar { get; private set; }
    public EnergyRegister Energy { get; } = new();

    public void Set(PhaseValues voltageV, PhaseValues powerW, PhaseValues reactiveVar)
    {
        var currentA = new PhaseValues();
        for (var phase = 0; phase < 3; phase++)
        {
            var apparentVA = Math.Sqrt(powerW[phase] * powerW[phase] + reactiveVar[phase] * reactiveVar[phase]);
            currentA[phase] = Math.CopySign(apparentVA / voltageV[phase], powerW[phase]);
        }

        (VoltageV, PowerW, ReactiveVar, CurrentA) = (voltageV, powerW, reactiveVar, currentA);
    }
}
