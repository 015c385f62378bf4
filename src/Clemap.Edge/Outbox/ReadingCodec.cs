using Clemap.Contracts.Telemetry;

namespace Clemap.Edge.Outbox;

/// <summary>
/// A reading in about 100 bytes, a quarter of its JSON: on a flash disk thirty days of a large site are then some hundred megabytes. First a byte with the
/// version, then a mask of the fields that are there, then these, little-endian, and a check byte, since SQLite does not notice a bit that turned within a
/// row. Source and time are in the key.
/// </summary>
internal static class ReadingCodec
{
    private const byte Version = 1;
    private const int Shortest = 6;
    private const int Singles = 13;
    private const int Import = 13;
    private const int Export = 14;
    private const int State = 15;
    private const int Reason = 16;
    private const int Session = 17;

    public static byte[] Write(Reading reading)
    {
        float?[] singles =
        [
            reading.VoltageL1V, reading.VoltageL2V, reading.VoltageL3V, reading.CurrentL1A, reading.CurrentL2A, reading.CurrentL3A,
            reading.ActiveL1W, reading.ActiveL2W, reading.ActiveL3W, reading.ReactiveVar, reading.ApparentVA, reading.PowerFactor, reading.LimitA,
        ];
        uint mask = 0;
        for (int i = 0; i < Singles; i++)
            mask |= Bit(singles[i] is not null, i);
        mask |= Bit(reading.ImportWh is not null, Import) | Bit(reading.ExportWh is not null, Export) | Bit(reading.State is not null, State)
            | Bit(reading.Reason is not null, Reason) | Bit(reading.SessionId is not null, Session);

        using var stream = new MemoryStream(128);
        using var writer = new BinaryWriter(stream);
        writer.Write(Version);
        writer.Write(mask);
        foreach (var single in singles)
            if (single is { } value)
                writer.Write(value);
        if (reading.ImportWh is { } importWh)
            writer.Write(importWh);
        if (reading.ExportWh is { } exportWh)
            writer.Write(exportWh);
        if (reading.State is { } state)
            writer.Write((byte)state);
        if (reading.Reason is { } reason)
            writer.Write(reason);
        if (reading.SessionId is { } session)
            writer.Write(session.ToByteArray());
        writer.Write(Check(stream.GetBuffer().AsSpan(0, (int)stream.Length)));
        return stream.ToArray();
    }

    /// <returns><see langword="null"/> when the row is damaged, or when a newer edge wrote it.</returns>
    public static Reading? Read(Guid source, long at, byte[] body)
    {
        if (body.Length < Shortest || body[0] != Version || body[^1] != Check(body.AsSpan(0, body.Length - 1)))
            return null;
        using var reader = new BinaryReader(new MemoryStream(body));
        reader.ReadByte();
        uint mask = reader.ReadUInt32();
        bool Has(int field) => (mask & (1u << field)) != 0;
        float? Single(int field) => Has(field) ? reader.ReadSingle() : null;
        return new Reading
        {
            // In the order in which they were written.
            SourceId = source,
            At = DateTimeOffset.FromUnixTimeSeconds(at),
            VoltageL1V = Single(0),
            VoltageL2V = Single(1),
            VoltageL3V = Single(2),
            CurrentL1A = Single(3),
            CurrentL2A = Single(4),
            CurrentL3A = Single(5),
            ActiveL1W = Single(6),
            ActiveL2W = Single(7),
            ActiveL3W = Single(8),
            ReactiveVar = Single(9),
            ApparentVA = Single(10),
            PowerFactor = Single(11),
            LimitA = Single(12),
            ImportWh = Has(Import) ? reader.ReadInt64() : null,
            ExportWh = Has(Export) ? reader.ReadInt64() : null,
            State = Has(State) ? (StationState)reader.ReadByte() : null,
            Reason = Has(Reason) ? reader.ReadString() : null,
            SessionId = Has(Session) ? new Guid(reader.ReadBytes(16)) : null,
        };
    }

    /// <summary>Whether it carries an energy register, told without reading the rest.</summary>
    public static bool HasRegister(byte[] body) => body.Length >= Shortest && (BitConverter.ToUInt32(body, 1) & (Bit(true, Import) | Bit(true, Export))) != 0;

    private static byte Check(ReadOnlySpan<byte> bytes)
    {
        uint sum = 0;
        foreach (byte one in bytes)
            sum = (sum * 31) + one; // an odd factor: each turned bit shows
        return (byte)sum;
    }

    private static uint Bit(bool set, int field) => set ? 1u << field : 0;
}
