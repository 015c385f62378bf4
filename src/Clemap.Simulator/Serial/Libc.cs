using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Clemap.Simulator.Serial;

/// <summary>What the C library of Linux knows about pseudo-terminals. Names are its own.</summary>
internal static partial class Libc
{
    public const int ReadWrite = 0x2;
    public const int NoControllingTerminal = 0x100;
    public const short Readable = 0x1;

    /// <summary>EINTR: a signal came while the call waited; it is to be made again.</summary>
    public const int Interrupted = 4;

    private const string Library = "libc";

    /// <exception cref="Win32Exception">The call failed; the message is the system's.</exception>
    public static void Check(int result)
    {
        if (result < 0) throw new Win32Exception(Marshal.GetLastPInvokeError());
    }

    [LibraryImport(Library, SetLastError = true)]
    public static partial int posix_openpt(int flags);

    [LibraryImport(Library, SetLastError = true)]
    public static partial int grantpt(int descriptor);

    [LibraryImport(Library, SetLastError = true)]
    public static partial int unlockpt(int descriptor);

    [LibraryImport(Library)]
    public static partial int ptsname_r(int descriptor, [Out] byte[] name, nuint length);

    [LibraryImport(Library, SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int open(string path, int flags);

    [LibraryImport(Library, SetLastError = true)]
    public static partial int tcgetattr(int descriptor, [Out] byte[] settings);

    [LibraryImport(Library)]
    public static partial void cfmakeraw([In, Out] byte[] settings);

    [LibraryImport(Library, SetLastError = true)]
    public static partial int tcsetattr(int descriptor, int when, [In] byte[] settings);

    [LibraryImport(Library, SetLastError = true)]
    public static partial int poll(ref PollEntry entry, nuint count, int timeoutMs);

    [StructLayout(LayoutKind.Sequential)]
    public struct PollEntry
    {
        public int Descriptor;
        public short Events;
        public short Returned;
    }
}
