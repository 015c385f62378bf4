using System.Diagnostics;
using System.IO.Compression;
using Clemap.Telemetry.Ingestion;

namespace Clemap.Benchmarks.Ingestion;

/// <summary>What the form of a batch costs: bytes on the wire, and processor time to make rows of them. It bounds what a binary form could save.</summary>
internal static class Form
{
    private const int Times = 3_000;

    public static IReadOnlyList<Figure> Measure()
    {
        var template = new BatchTemplate([.. Enumerable.Range(0, 10).Select(_ => Guid.CreateVersion7())], slots: 6);
        var json = template.At(TimeProvider.System.GetUtcNow(), TimeProvider.System.GetUtcNow()).ToArray();
        var gzip = Packed(json, stream => new GZipStream(stream, CompressionLevel.Fastest, leaveOpen: true));
        var brotli = Packed(json, stream => new BrotliStream(stream, CompressionLevel.Fastest, leaveOpen: true));
        return
        [
            new("bytes of a reading, JSON", Each(json.Length), "B", null),
            new("bytes of a reading, JSON in gzip", Each(gzip.Length), "B", null),
            new("bytes of a reading, JSON in brotli", Each(brotli.Length), "B", null),
            new("one reading from JSON, by the parser of usual batches", Time(() => Read(json)), "µs", null),
            new("one reading from JSON in gzip", Time(() => Read(Unpacked(gzip))), "µs", null),
        ];

        double Each(double value) => Math.Round(value / template.Rows, 1);

        double Time(Action read)
        {
            for (var warm = 0; warm < Times; warm++)
                read();
            var from = Stopwatch.GetTimestamp();
            for (var time = 0; time < Times; time++)
                read();
            return Math.Round(Stopwatch.GetElapsedTime(from).TotalMicroseconds / Times / template.Rows, 2);
        }
    }

    private static void Read(byte[] json)
    {
        if (FastBatchParser.TryParse(json) is null)
            throw new InvalidOperationException("The batch is not one of the usual ones.");
    }

    private static byte[] Packed(byte[] bytes, Func<Stream, Stream> packing)
    {
        var target = new MemoryStream();
        using (var stream = packing(target))
            stream.Write(bytes);
        return target.ToArray();
    }

    private static byte[] Unpacked(byte[] bytes)
    {
        using var stream = new GZipStream(new MemoryStream(bytes), CompressionMode.Decompress);
        var target = new MemoryStream();
        stream.CopyTo(target);
        return target.ToArray();
    }
}
