using System.ComponentModel;
using Microsoft.Win32.SafeHandles;

namespace Clemap.Simulator.Serial;

/// <summary>
/// A serial line without a cable: the controller opens the terminal at <see cref="Path"/> as it opens a serial adapter, the simulator holds the other
/// end. Speed and parity can be set and change nothing.
/// </summary>
internal sealed class PseudoTerminal : IDisposable
{
    private readonly SafeFileHandle _master;

    // Held open so that the line stays there while no controller has opened it.
    private readonly SafeFileHandle _slave;

    private PseudoTerminal(SafeFileHandle master, SafeFileHandle slave, string path)
    {
        (_master, _slave, Path) = (master, slave, path);
        Line = new TerminalStream(master);
    }

    public string Path { get; }

    public Stream Line { get; }

    /// <exception cref="Win32Exception">The system gives none.</exception>
    public static PseudoTerminal Open()
    {
        var name = new byte[64];
        var descriptor = Libc.posix_openpt(Libc.ReadWrite | Libc.NoControllingTerminal);
        Libc.Check(descriptor);
        var master = new SafeFileHandle(descriptor, ownsHandle: true);
        try
        {
            Libc.Check(Libc.grantpt(descriptor));
            Libc.Check(Libc.unlockpt(descriptor));
            var error = Libc.ptsname_r(descriptor, name, (nuint)name.Length);
            if (error != 0) throw new Win32Exception(error);
            var path = System.Text.Encoding.ASCII.GetString(name.AsSpan(0, name.AsSpan().IndexOf((byte)0)));
            var other = Libc.open(path, Libc.ReadWrite | Libc.NoControllingTerminal);
            Libc.Check(other);
            var slave = new SafeFileHandle(other, ownsHandle: true);
            // Bytes as they are: no echo, no line ends put in.
            var settings = new byte[256];
            Libc.Check(Libc.tcgetattr(other, settings));
            Libc.cfmakeraw(settings);
            Libc.Check(Libc.tcsetattr(other, 0, settings));
            return new PseudoTerminal(master, slave, path);
        }
        catch
        {
            master.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        Line.Dispose();
        _slave.Dispose();
        _master.Dispose();
    }
}
