namespace Unbraid.Cli;

/// <summary>A table with notes under its rows; where the screen is narrower than its rows, each becomes a list of its cells.</summary>
/// <param name="headings">Of the columns; the first two are never named.</param>
internal sealed class FoldedTable(params string[] headings)
{
    private const int Indent = 3;
    private readonly List<(string[] Cells, string Note)> _rows = [];

    /// <param name="cells">As many as headings; an empty one is left out of a list.</param>
    /// <param name="note">What is said under the row.</param>
    public void Add(string[] cells, string note) => _rows.Add((cells, note));

    /// <param name="writer">Where to.</param>
    /// <param name="width">Columns of the screen.</param>
    public void Write(TextWriter writer, int width)
    {
        var widths = headings.Select((heading, column) => _rows.Select(row => row.Cells[column].Length).Append(heading.Length).Max()).ToArray();
        var isFolded = widths.Sum() + (2 * (widths.Length - 1)) > width;
        if (!isFolded)
            writer.WriteLine(Line(headings, widths));
        foreach (var (cells, note) in _rows)
        {
            writer.WriteLine(isFolded ? $"{cells[0],-1} {cells[1]}" : Line(cells, widths));
            for (var column = 2; isFolded && column < cells.Length; column++)
            {
                if (cells[column].Length > 0)
                    WriteWrapped(writer, $"{headings[column]}: {cells[column]}", width);
            }

            WriteWrapped(writer, note, width);
        }
    }

    /// <summary>Writes a text in lines that the screen holds; a longer word has a line of its own.</summary>
    public static void WriteWrapped(TextWriter writer, string text, int width, int indent = Indent)
    {
        var line = new string(' ', indent);
        foreach (var word in text.Split(' '))
        {
            if (line.Length > indent && line.Length + 1 + word.Length > width)
            {
                writer.WriteLine(line);
                line = new string(' ', indent);
            }

            line += line.Length > indent ? " " + word : word;
        }

        writer.WriteLine(line);
    }

    private static string Line(string[] cells, int[] widths) => string.Join("  ", cells.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd();
}
