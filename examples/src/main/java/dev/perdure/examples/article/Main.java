package dev.perdure.examples.article;

import dev.perdure.client.IdReuse;
import dev.perdure.client.StartOptions;
import dev.perdure.host.TaskHub;
import java.nio.file.Path;
import java.time.Duration;

/** Publishes one article, with a task hub in this very process. */
public class Main {

    private Main() {}

    /** The arguments are the folder of the hub and the folder of the pages. */
    public static void main(String[] arguments) {
        Path data = Path.of(arguments[0]);
        Path pages = Path.of(arguments[1]);
        try (TaskHub hub = TaskHub.open(data)
                .orchestrator(PublishArticle.class)
                .activities(Press.class, new SmallPress(pages))
                .start()) {
            StartOptions once = StartOptions.defaults().instanceId("news-1").idReuse(IdReuse.ATTACH);
            var instance = hub.client().start(PublishArticle.class, new Article("News", "All is well."), once);
            System.out.println(instance.join(Duration.ofMinutes(1)));
        }
    }
}
