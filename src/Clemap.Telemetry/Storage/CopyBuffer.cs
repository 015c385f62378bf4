using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using Clemap.Contracts.Telemetry;
using Clemap.Telemetry.Ingestion;

namespace Clemap.Telemetry.Storage;

/// <summary>
/// Rows in PostgreSQL's binary COPY format, written by hand: with twenty columns a row, a call per value into a general writer costs more than
/// everything else here. Format: https://www.postgresql.org/docs/current/sql-copy.html, "Binary Format".
/// </summary>
internal sealed class CopyBuffer : IDisposable
{
    /// <summary>In the order of <see cref="Add"/>, after the number of the batch and the organisation.</summary>
    public const string Columns =
        "source_id, at, import_wh, export_wh, session_id, voltage_l1v, voltage_l2v, voltage_l3v, current_l1a, current_l2a, current_l3a, "
        + "active_l1w, active_l2w, active_l3w, reactive_var, apparent_va, power_factor, limit_a, state, reason";

    private const short ColumnCount = 22;
    private const int LargestRow = 512 + (ReadingRules.MaximumReasonLength * 4);
    private static readonly long EpochTicks = new DateTime(2000, 1, 1, 0, 0, 0, DateTimeKind.Utc).Ticks;

    private byte[] buffer;
    private int length;

    public CopyBuffer(int rows)
    {
        buffer = ArrayPool<byte>.Shared.Rent(LargestRow + (rows * 256));
        ReadOnlySpan<byte> header = [(byte)'P', (byte)'G', (byte)'C', (byte)'O', (byte)'P', (byte)'Y', 10, 255, 13, 10, 0, 0, 0, 0, 0, 0, 0, 0, 0];
        header.CopyTo(buffer);
        length = header.Length;
    }

    public void Add(short batch, Guid organisationId, Reading row)
    {
        Reserve();
        BinaryPrimitives.WriteInt16BigEndian(Take(2), ColumnCount);
        BinaryPrimitives.WriteInt16BigEndian(Field(2), batch);
        Write(organisationId);
        Write(row.SourceId);
        Write((long?)((row.At.UtcTicks - EpochTicks) / TimeSpan.TicksPerMicrosecond));
        Write(row.ImportWh);
        Write(row.ExportWh);
        Write(row.SessionId);
        Write(row.VoltageL1V);
        Write(row.VoltageL2V);
        Write(row.VoltageL3V);
        Write(row.CurrentL1A);
        Write(row.CurrentL2A);
        Write(row.CurrentL3A);
        Write(row.ActiveL1W);
        Write(row.ActiveL2W);
        Write(row.ActiveL3W);
        Write(row.ReactiveVar);
        Write(row.ApparentVA);
        Write(row.PowerFactor);
        Write(row.LimitA);
        Write(row.State);
        Write(row.Reason);
    }

    /// <summary>Ends the data; nothing is added afterwards.</summary>
    public ReadOnlyMemory<byte> Finish()
    {
        Reserve();
        BinaryPrimitives.WriteInt16BigEndian(Take(2), -1);
        return buffer.AsMemory(0, length);
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(buffer);
        buffer = [];
    }

    private void Write(Guid? value)
    {
        if (value is { } id)
            id.TryWriteBytes(Field(16), bigEndian: true, out _);
        else
            Null();
    }

    private void Write(long? value)
    {
        if (value is { } number)
            BinaryPrimitives.WriteInt64BigEndian(Field(8), number);
        else
            Null();
    }

    private void Write(float? value)
    {
        if (value is { } number)
            BinaryPrimitives.WriteSingleBigEndian(Field(4), number);
        else
            Null();
    }

    private void Write(StationState? value)
    {
        if (value is { } state)
            BinaryPrimitives.WriteInt16BigEndian(Field(2), (short)state);
        else
            Null();
    }

    private void Write(string? value)
    {
        if (value is not null)
            Encoding.UTF8.GetBytes(value, Field(Encoding.UTF8.GetByteCount(value)));
        else
            Null();
    }

    private void Null() => BinaryPrimitives.WriteInt32BigEndian(Take(4), -1);

    private Span<byte> Field(int size)
    {
        BinaryPrimitives.WriteInt32BigEndian(Take(4), size);
        return Take(size);
    }

    private Span<byte> Take(int size)
    {
        var span = buffer.AsSpan(length, size);
        length += size;
        return span;
    }

    private void Reserve()
    {
        if (buffer.Length - length >= LargestRow)
            return;
        var larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
        buffer.AsSpan(0, length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(buffer);
        buffer = larger;
    }
}
