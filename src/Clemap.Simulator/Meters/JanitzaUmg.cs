using Clemap.Simulator.Modbus;
using Clemap.Simulator.Physics;

namespace Clemap.Simulator.Meters;

/// <summary>
/// Janitza UMG: floats from address 19000, read by function 3, in blocks as one likes. Currents are RMS values, so without a sign: the
/// direction is in the power.
/// </summary>
internal sealed class JanitzaUmg
{
    private const ushort FirstAddress = 19_000;

    public JanitzaUmg(IMeasuredFlow flow)
    {
        var map = new RegisterMap(RegisterTable.Holding, WriteFunction.None);
        var address = FirstAddress;
        void Float(Func<double> value)
        {
            map.Add(address, 2, words => Words.PutSingle(words, value()));
            address += 2;
        }

        void Phases(Func<int, double> value)
        {
            for (var i = 0; i < 3; i++)
            {
                var phase = i;
                Float(() => value(phase));
            }
        }

        Phases(phase => flow.VoltageV[phase]);
        Phases(phase => flow.VoltageV[phase] * Math.Sqrt(3));
        Phases(phase => Math.Abs(flow.CurrentA[phase]));
        Float(() => Math.Abs(flow.CurrentA.Sum));
        Phases(phase => flow.PowerW[phase]);
        Float(() => flow.PowerW.Sum);
        Phases(phase => Apparent(flow.PowerW[phase], flow.ReactiveVar[phase]));
        Float(() => Apparent(flow.PowerW.Sum, flow.ReactiveVar.Sum));
        Phases(phase => flow.ReactiveVar[phase]);
        Float(() => flow.ReactiveVar.Sum);
        Phases(phase => PowerFactor(flow.PowerW[phase], flow.ReactiveVar[phase]));
        Float(() => 50);
        Float(() => 1);
        Phases(phase => flow.Energy.ImportPhaseWh(phase) - flow.Energy.ExportPhaseWh(phase));
        Float(() => flow.Energy.ImportWh - flow.Energy.ExportWh);
        Phases(flow.Energy.ImportPhaseWh);
        Float(() => flow.Energy.ImportWh);
        Phases(flow.Energy.ExportPhaseWh);
        Float(() => flow.Energy.ExportWh);
        Unit = map;
    }

    public IModbusUnit Unit { get; }

    private static double Apparent(double activeW, double reactiveVar) => Math.Sqrt(activeW * activeW + reactiveVar * reactiveVar);

    private static double PowerFactor(double activeW, double reactiveVar)
    {
        var apparentVA = Apparent(activeW, reactiveVar);
        return apparentVA == 0 ? 1 : activeW / apparentVA;
    }
}
