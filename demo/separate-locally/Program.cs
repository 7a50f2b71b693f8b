using Unbraid.Separation;

using var separator = Separator.Create(new SeparatorOptions { Model = "fast" });
var result = await separator.SeparateAsync("demo/song.opus", new StemOutput { Folder = "stems" });
foreach (var (stem, path) in result.Stems)
    Console.WriteLine($"{stem}: {path}");
