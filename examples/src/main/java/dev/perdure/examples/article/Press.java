package dev.perdure.examples.article;

/** The activities. */
public interface Press {

    /** How many words are misspelt. */
    int check(Article article);

    /** The article as a web page. */
    String render(Article article);

    /** Puts the page on the web, and says where. */
    String publish(String title, String page);
}
