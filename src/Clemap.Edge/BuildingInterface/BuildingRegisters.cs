using Clemap.Edge.Meters;
using Clemap.Edge.Modbus;

namespace Clemap.Edge.BuildingInterface;

/// <summary>
/// The holding registers of the building interface: 32-bit floats, high word first. From 19000 on what the grid meter shows, "not a number" where it shows
/// nothing; from 19050 on the control, of which the last two only tell. A value is read and written whole.
/// </summary>
/// <param name="worstAloneA">What may flow on the fullest phase when this controller is dead, A.</param>
internal sealed class BuildingRegisters(BuildingControl control, Func<MeterSample?> meter, double worstAloneA)
{
    public const ushort First = 19000;
    public const ushort CurrentA = 19012;
    public const ushort ActiveW = 19020;
    public const ushort Activation = 19050;
    public const ushort Fallback = 19052;
    public const ushort Limit = 19054;
    public const ushort KeepAlive = 19056;
    public const ushort KeepAliveS = 19058;
    public const ushort WorstAlone = 19060;
    public const ushort End = 19062;

    /// <returns>The words, or why not.</returns>
    public (ushort[] Words, ModbusRefusal Refusal) Read(ushort address, int count)
    {
        if (address < First || address + count > End)
            return ([], ModbusRefusal.IllegalAddress);
        // One look, so that all values are of the same moment.
        var image = Image(meter());
        return (image[(address - First)..(address - First + count)], ModbusRefusal.None);
    }

    /// <remarks>All of a request comes into force, or nothing.</remarks>
    public ModbusRefusal Write(ushort address, ReadOnlySpan<ushort> words)
    {
        if (address < Activation || address + words.Length > KeepAliveS || address % 2 != 0 || words.Length % 2 != 0)
            return ModbusRefusal.IllegalAddress;
        var settings = control.Settings;
        for (int i = 0; i < words.Length; i += 2)
        {
            double value = BitConverter.UInt32BitsToSingle(((uint)words[i] << 16) | words[i + 1]);
            switch (address + i)
            {
                case Activation when value is 0 or 1:
                    settings = settings with { Active = value == 1 };
                    break;
                case Fallback when double.IsFinite(value) && value >= 0:
                    settings = settings with { FallbackA = value };
                    break;
                case Limit when double.IsFinite(value) && value >= 0:
                    settings = settings with { LimitA = value };
                    break;
                case KeepAlive:
                    break;
                default:
                    return ModbusRefusal.IllegalValue;
            }
        }

        control.Write(_ => settings);
        return ModbusRefusal.None;
    }

    private ushort[] Image(MeterSample? sample)
    {
        var settings = control.Settings;
        var image = new ushort[End - First];
        void Put(ushort address, double? value) => RegisterWords.Of((float)(value ?? double.NaN)).CopyTo(image, address - First);
        void PutPhases(ushort address, PhaseValues? values)
        {
            for (int phase = 0; phase < 3; phase++)
                Put((ushort)(address + (2 * phase)), values?[phase]);
        }

        var (voltageV, currentA, activeW) = (sample?.VoltageV, sample?.CurrentA, sample?.ActiveW);
        var apparentVA = Each(phase => voltageV?[phase] * Magnitude(currentA?[phase]));
        PutPhases(19000, voltageV);
        foreach (ushort none in (ushort[])[19006, 19008, 19010])
            Put(none, null); // between phases nothing is measured
        PutPhases(CurrentA, Each(phase => Magnitude(currentA?[phase])));
        Put(19018, Neutral(currentA));
        PutPhases(ActiveW, activeW);
        Put(19026, activeW?.Sum);
        PutPhases(19028, apparentVA);
        Put(19034, sample?.ApparentVA);
        PutPhases(19036, Each(phase => Power.Reactive(activeW?[phase], apparentVA[phase])));
        Put(19042, sample?.ReactiveVar);
        PutPhases(19044, Each(phase => Power.Factor(activeW?[phase], apparentVA[phase])));
        Put(Activation, settings.Active ? 1 : 0);
        Put(Fallback, settings.FallbackA);
        Put(Limit, settings.LimitA);
        Put(KeepAlive, control.IsAlive ? 1 : 0);
        Put(KeepAliveS, control.KeepAlivePatience.TotalSeconds);
        Put(WorstAlone, worstAloneA);
        return image;
    }

    private static PhaseValues Each(Func<int, double?> of) => new(of(0), of(1), of(2));

    private static double? Magnitude(double? currentA) => currentA is { } amps ? Math.Abs(amps) : null;

    /// <summary>The vector sum of three currents that are 120° apart, which is what flows in the neutral.</summary>
    private static double? Neutral(PhaseValues? currentA) => currentA is { L1: { } one, L2: { } two, L3: { } three }
        ? Math.Sqrt(Math.Max(0, (one * one) + (two * two) + (three * three) - (one * two) - (two * three) - (three * one)))
        : null;
}

/// <summary>Exception codes of the protocol.</summary>
internal enum ModbusRefusal : byte
{
    None = 0,
    IllegalFunction = 1,
    IllegalAddress = 2,
    IllegalValue = 3,
}
