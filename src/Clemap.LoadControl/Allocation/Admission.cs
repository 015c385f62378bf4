namespace Clemap.LoadControl.Allocation;

/// <summary>Chooses who runs. Whoever is admitted has its minimum taken from the rows.</summary>
internal static class Admission
{
    /// <param name="inOrder">All that compete, highest class and longest wait first.</param>
    /// <returns>By index of the station.</returns>
    public static bool[] Admit(IReadOnlyList<Contender> inOrder, Rows rows, Queue queue, int stations)
    {
        var admitted = new bool[stations];
        foreach (var group in inOrder.GroupBy(contender => contender.Rank))
        {
            Contender[] members = [.. group];
            foreach (var contender in members)
                TryAdmit(contender);
            foreach (var contender in members)
                TrySwap(contender, members);
            // A swap can leave room that nobody had before.
            foreach (var contender in members)
                TryAdmit(contender);
        }

        return admitted;

        bool TryAdmit(Contender contender)
        {
            if (admitted[contender.Index] || !rows.Fits(contender.Index, contender.LowestA))
                return false;
            rows.Take(contender.Index, contender.LowestA);
            return admitted[contender.Index] = true;
        }

        void Dismiss(Contender contender)
        {
            rows.Give(contender.Index, contender.LowestA);
            admitted[contender.Index] = false;
        }

        // One large vehicle gives way when two waiting ones of its class fit in its place.
        void TrySwap(Contender large, Contender[] members)
        {
            if (!admitted[large.Index] || queue.IsProtected(large))
                return;
            Contender[] waiting = [.. members.Where(contender => !admitted[contender.Index])];
            if (waiting.Length < 2)
                return;

            Dismiss(large);
            for (var first = 0; first < waiting.Length - 1; first++)
            {
                if (!TryAdmit(waiting[first]))
                    continue;
                if (waiting.Skip(first + 1).Any(TryAdmit))
                    return;
                Dismiss(waiting[first]);
            }

            TryAdmit(large);
        }
    }
}
