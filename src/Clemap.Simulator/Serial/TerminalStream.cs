using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Clemap.Simulator.Serial;

/// <summary>The simulator's end of a pseudo-terminal. A read waits in short rounds, so that it can be cancelled.</summary>
internal sealed class TerminalStream(SafeFileHandle master) : Stream
{
    private const int RoundMs = 50;

    private readonly FileStream _file = new(master, FileAccess.ReadWrite, bufferSize: 0, isAsync: false);

    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => true;
    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        new(Task.Run(() => Read(buffer.Span, cancellationToken), cancellationToken));

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count), CancellationToken.None);

    public override void Write(byte[] buffer, int offset, int count) => _file.Write(buffer, offset, count);

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        _file.Write(buffer.Span);
        return ValueTask.CompletedTask;
    }

    public override void Flush()
    {
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing) _file.Dispose();
        base.Dispose(disposing);
    }

    private int Read(Span<byte> buffer, CancellationToken cancellationToken)
    {
        var entry = new Libc.PollEntry { Descriptor = (int)master.DangerousGetHandle(), Events = Libc.Readable };
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var ready = Libc.poll(ref entry, 1, RoundMs);
            if (ready < 0 && Marshal.GetLastPInvokeError() == Libc.Interrupted) continue;
            Libc.Check(ready);
            if (ready > 0) return _file.Read(buffer);
        }
    }
}
