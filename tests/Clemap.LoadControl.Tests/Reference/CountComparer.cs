namespace Clemap.LoadControl.Tests.Reference;

/// <summary>Numbers of running stations per class: the first difference decides.</summary>
internal sealed class CountComparer : IComparer<IReadOnlyList<int>>, IEqualityComparer<IReadOnlyList<int>>
{
    public static readonly CountComparer Instance = new();

    public int Compare(IReadOnlyList<int>? x, IReadOnlyList<int>? y)
    {
        for (var place = 0; place < x!.Count; place++)
        {
            if (x[place] != y![place])
                return x[place].CompareTo(y[place]);
        }

        return 0;
    }

    public bool Equals(IReadOnlyList<int>? x, IReadOnlyList<int>? y) => x!.SequenceEqual(y!);

    public int GetHashCode(IReadOnlyList<int> obj) => obj.Aggregate(0, HashCode.Combine);
}
