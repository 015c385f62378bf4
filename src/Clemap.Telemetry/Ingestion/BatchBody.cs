using System.Buffers;
using System.IO.Compression;
using Microsoft.AspNetCore.Http;

namespace Clemap.Telemetry.Ingestion;

/// <summary>The bytes of a request, decompressed, in a rented buffer; never more than <see cref="MaximumBytes"/>.</summary>
internal sealed class BatchBody : IDisposable
{
    /// <summary>5000 rows with every field take about 3 MB.</summary>
    public const int MaximumBytes = 8 * 1024 * 1024;

    // A batch of sixty rows; larger ones grow.
    private const int UsualBytes = 32 * 1024;

    private readonly IngestionPass pass;
    private byte[] buffer = [];
    private int length;

    private BatchBody(IngestionPass pass) => this.pass = pass;

    public ReadOnlySpan<byte> Bytes => buffer.AsSpan(0, length);

    public ReadOnlyMemory<byte> Memory => buffer.AsMemory(0, length);

    /// <param name="pass">Must have room for it.</param>
    /// <exception cref="BadHttpRequestException">413 too large, 415 unknown encoding, 400 broken compression.</exception>
    /// <exception cref="NoRoomException">Other bodies take the room.</exception>
    public static async Task<BatchBody> ReadAsync(HttpRequest request, IngestionPass pass, CancellationToken cancellationToken)
    {
        var body = new BatchBody(pass);
        try
        {
            await using var source = Decompressed(request);
            while (await source.ReadAsync(body.Free(), cancellationToken) is var read and > 0)
                body.length += read;
            return body;
        }
        catch (InvalidDataException broken)
        {
            body.Dispose();
            throw new BadHttpRequestException("The compressed body is broken.", StatusCodes.Status400BadRequest, broken);
        }
        catch
        {
            body.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        if (buffer.Length > 0)
            ArrayPool<byte>.Shared.Return(buffer);
        buffer = [];
        length = 0;
    }

    // A host that decompresses requests itself has taken the header away.
    private static Stream Decompressed(HttpRequest request) => request.Headers.ContentEncoding.ToString() switch
    {
        "" or "identity" => request.Body,
        "gzip" => new GZipStream(request.Body, CompressionMode.Decompress, leaveOpen: true),
        "br" => new BrotliStream(request.Body, CompressionMode.Decompress, leaveOpen: true),
        _ => throw new BadHttpRequestException("Content-Encoding must be gzip, br or absent.", StatusCodes.Status415UnsupportedMediaType),
    };

    private Memory<byte> Free()
    {
        if (length > MaximumBytes)
            throw new BadHttpRequestException("The batch is too large.", StatusCodes.Status413PayloadTooLarge);
        if (length == buffer.Length)
        {
            var larger = Math.Max(UsualBytes, buffer.Length * 2);
            pass.Take(larger - buffer.Length);
            var room = ArrayPool<byte>.Shared.Rent(larger);
            Bytes.CopyTo(room);
            if (buffer.Length > 0)
                ArrayPool<byte>.Shared.Return(buffer);
            buffer = room;
        }

        return buffer.AsMemory(length);
    }
}
