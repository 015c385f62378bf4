namespace Clemap.LoadControl.Tests;

/// <summary>How many samples the long tests take.</summary>
internal static class Effort
{
    // A mutation run repeats the tests thousands of times.
#if MUTATION
    private const int Part = 10;
#else
    private const int Part = 1;
#endif

    public static int Of(int samples) => samples / Part;
}
