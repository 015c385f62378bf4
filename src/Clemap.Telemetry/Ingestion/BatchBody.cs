using System.Buffers;
using System.IO.Compression;
using Microsoft.AspNetCore.Http;

namespace Clemap.Telemetry.Ingestion;

/// <summary>The bytes of a request, decompressed, in a rented buffer; never more than <see cref="MaximumBytes"/>.</summary>
internal sealed class BatchBody : IDisposable
{
    /// <summary>5000 rows with every field take about 3 MB.</summary>
    public const int MaximumBytes = 8 * 1024 * 1024;

    private byte[] buffer = ArrayPool<byte>.Shared.Rent(256 * 1024);
    private int length;

    private BatchBody()
    {
    }

    public ReadOnlySpan<byte> Bytes => buffer.AsSpan(0, length);

    public ReadOnlyMemory<byte> Memory => buffer.AsMemory(0, length);

    /// <exception cref="BadHttpRequestException">413 too large, 415 unknown encoding, 400 broken compression.</exception>
    public static async Task<BatchBody> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var body = new BatchBody();
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
            var larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
            Bytes.CopyTo(larger);
            ArrayPool<byte>.Shared.Return(buffer);
            buffer = larger;
        }

        return buffer.AsMemory(length);
    }
}
