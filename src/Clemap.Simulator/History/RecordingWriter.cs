using System.Buffers.Text;
using System.Text;
using Clemap.Simulator.Physics;

namespace Clemap.Simulator.History;

/// <summary>Writes the lines of a recording: fields between commas, an empty field for what is not measured. Nothing is allocated a row.</summary>
internal sealed class RecordingWriter(Stream output) : IDisposable
{
    private const int LineReserve = 1024;

    private static readonly long[] PowersOfTen = [1, 10, 100, 1000];

    private readonly byte[] _buffer = new byte[1 << 20];
    private int _length;

    public void Meter(ReadOnlySpan<byte> sourceId, long unixSeconds, SiteFlow flow)
    {
        Begin("R"u8);
        Field(sourceId);
        Field(unixSeconds, 0);
        Electrical(flow.VoltageV, flow.CurrentA, flow.PowerW, flow.ReactiveVar.Sum, flow.Energy);
        Raw(",,,,"u8);
        End();
    }

    public void Station(ReadOnlySpan<byte> sourceId, long unixSeconds, ChargingPoint point, ReadOnlySpan<byte> reason, ReadOnlySpan<byte> sessionId)
    {
        var (voltageV, currentA, powerW) = (new PhaseValues(double.NaN, double.NaN, double.NaN), new PhaseValues(), new PhaseValues());
        for (var terminal = 0; terminal < point.Phases; terminal++)
        {
            var phase = point.GridPhase(terminal);
            voltageV[phase] = point.VoltageV[terminal];
            currentA[phase] = point.CurrentA[terminal];
            powerW[phase] = point.PowerW[terminal];
        }

        Begin("R"u8);
        Field(sourceId);
        Field(unixSeconds, 0);
        Electrical(voltageV, currentA, powerW, point.ReactiveVar.Sum, point.Energy);
        Field(point.Car is null ? "free"u8 : point.Charging ? "charging"u8 : "occupied"u8);
        Field(point.OfferedA, 1);
        Field(reason);
        Field(sessionId);
        End();
    }

    public void Session(EndedSession session)
    {
        Begin("S"u8);
        Field(Encoding.ASCII.GetBytes(session.Id.ToString()));
        Field(Encoding.ASCII.GetBytes(session.Station.Id.ToString()));
        Field(session.StartedAt, 0);
        Field(session.EndedAt, 0);
        Field(session.StartWh, 0);
        Field(session.EndWh, 0);
        Field(Encoding.ASCII.GetBytes(session.Station.Card ?? ""));
        End();
    }

    public void Dispose()
    {
        Flush();
        output.Flush();
    }

    private void Electrical(PhaseValues voltageV, PhaseValues currentA, PhaseValues powerW, double reactiveVar, EnergyRegister energy)
    {
        var activeW = powerW.Sum;
        var apparentVA = Math.Sqrt(activeW * activeW + reactiveVar * reactiveVar);
        for (var phase = 0; phase < 3; phase++) Field(voltageV[phase], 1);
        for (var phase = 0; phase < 3; phase++) Field(currentA[phase], 2);
        for (var phase = 0; phase < 3; phase++) Field(powerW[phase], 1);
        Field(reactiveVar, 0);
        Field(apparentVA, 0);
        // Without power there is no power factor.
        Field(apparentVA < 1 ? double.NaN : activeW / apparentVA, 3);
        Field(energy.ImportWh, 0);
        Field(energy.ExportWh, 0);
    }

    private void Begin(ReadOnlySpan<byte> kind)
    {
        if (_buffer.Length - _length < LineReserve) Flush();
        Raw(kind);
    }

    private void End() => _buffer[_length++] = (byte)'\n';

    private void Field(ReadOnlySpan<byte> text)
    {
        _buffer[_length++] = (byte)',';
        Raw(text);
    }

    private void Field(double value, int decimals)
    {
        _buffer[_length++] = (byte)',';
        if (double.IsNaN(value)) return;
        var scale = PowersOfTen[decimals];
        var scaled = (long)Math.Round(value * scale);
        if (scaled < 0)
        {
            _buffer[_length++] = (byte)'-';
            scaled = -scaled;
        }

        var (whole, fraction) = long.DivRem(scaled, scale);
        Utf8Formatter.TryFormat(whole, _buffer.AsSpan(_length), out var written);
        _length += written;
        if (fraction == 0) return;
        _buffer[_length++] = (byte)'.';
        for (var digit = scale / 10; fraction > 0; digit /= 10)
        {
            _buffer[_length++] = (byte)('0' + fraction / digit);
            fraction %= digit;
        }
    }

    private void Raw(ReadOnlySpan<byte> text)
    {
        text.CopyTo(_buffer.AsSpan(_length));
        _length += text.Length;
    }

    private void Flush()
    {
        output.Write(_buffer, 0, _length);
        _length = 0;
    }
}
